/** Words of enrolment: how a computer becomes a live counter. */
export const counterEnrolment = {
  enrolment: {
    title: '把这台电脑装成正式窗口',
    titleAgain: '这个窗口要重新登记',
    why: '需要中心印的登记码和中心的地址。登记以后，这里办的就是真的业务。',
    whyAgain:
      '这里有窗口 {station} 的记录，本机的钥匙不能用了（换过、丢了，或者恢复了备份）。记录一条也没有少；请向中心领本窗口的新登记码。',
    code: '登记码',
    codeHow: '一共12组，每组4个字，不分大小写；横线和空格打不打都行。',
    codeRight: '登记码核对上了',
    groupsLeft: '还差 {n} 组',
    address: '中心地址',
    addressHow: '写在登记通知上，例如 10.1.2.3:8443',
    passphrase: '开机口令',
    again: '再输一遍',
    passphraseHow: {
      new: '这台电脑没有能用的钥匙串，所以每次开机要输口令。至少十二个字，或者四个词；请两个人各记一份。',
      present: '这个窗口原来的开机口令。',
    },
    go: '登记',
    busy: '正在登记，请稍等…',
    practise: '回到练习',
    after: '登记码只能用一次。要是登记到一半断了网，用同一个码再登记一次就行。',
  },
} as const
