/** What core says to the member when somebody only looks, or tells. */
export const coreLooks = {
  triage: {
    asking: '正在查，请稍等',
    stopped: '请听工作人员说',
    headline: {
      paid: '{year} 年的医保已经缴过了',
      due: '{year} 年的医保还没有缴',
      tax: '{year} 年的医保还没有缴',
      taxNoYear: '医保缴费要到税务部门问',
      debited: '{year} 年的钱已经扣了',
      none: '您是职工医保',
      unknown: '现在查不到，要联网再问',
    },
    next: {
      paid: '不用再缴',
      due: '可以在这个窗口缴',
      tax: '要到税务部门缴',
      taxNoYear: '这里没有登记要缴的',
      debited: '等税务部门确认，请不要再缴',
      none: '不用自己缴居民医保',
    },
    lack: {
      'not-found': '没有查到您的参保记录',
      'not-insured': '您现在没有参保，要先参保',
      'several-insurances': '您有两种医保，要先理清',
      suspended: '您的医保停着，要先恢复',
      'card-expired': '您的身份证到期了，要先换',
      'place-closed': '您参保的地方还没开通钱包',
    },
    noWallet: '还没有开通医保钱包',
    toReceive: '有 {n} 笔钱等您收',
    asOf: '这是 {day} {time} 查到的',
  },
}
