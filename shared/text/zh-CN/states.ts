/** Words of the states (domain.md 4.1) and of what became of the money (4.2). */
export const states = {
  clerk: {
    draft: '草稿',
    'awaiting-approval': '待复核',
    'awaiting-verification': '待本人确认',
    queued: '待发送',
    'awaiting-hours': '定时待办（{opens} 起）',
    'in-flight': '办理中',
    unknown: '结果待查',
    done: '办结',
    refused: '未办成',
    cancelled: '已撤回',
    'receipt-pending': '已转出·待收款',
    'receipt-received': '已收款',
    'receipt-returned': '已退回',
  },
  /** awaiting-hours where no hour is known. */
  kept: '定时待办',
  /** Why an item still waits to be sent. */
  queued: {
    offline: '待发送（未联网）',
    before: '待发送（前一项未完）',
    held: '待发送（已暂停）',
  },
  elder: {
    draft: '还没交',
    'awaiting-approval': '等另一位工作人员核对',
    'awaiting-verification': '等您本人确认',
    queued: '登记好了，还没办',
    'awaiting-hours': '还没到办理时间，到时间接着办',
    'in-flight': '正在办，请稍等',
    unknown: '结果还没回来，我们来查，请不要再办',
    done: '办好了',
    refused: '这次没办成',
    cancelled: '按您说的，不办了',
    'receipt-pending': '钱转出去了，等家人收',
    'receipt-received': '办好了，家人的钱包里有这笔钱了',
    'receipt-returned': '家人没有收，钱退回来了',
  },
} as const
