/** Refusals about the line, the devices and our own house. */
export const errorsMachine = {
  'central.offline': {
    clerk: '没有联网',
    say: '网断了，先给您登记，网通了再办',
    next: '照常登记，网通了自动发出',
  },
  'central.no-answer': {
    clerk: '中心没有回答',
    say: '结果还没回来，我们来查，请不要再办一次',
    next: '先查询，不要重办',
  },
  'central.slow': { clerk: '中心回答很慢', say: '请稍等，正在问', next: '等一会儿；网通了自动接着办' },
  'central.failed': {
    clerk: '中心那边出了错',
    say: '中心那边出了点问题，我们会接着办',
    next: '会自动再试；一直这样请告诉主管',
  },
  'central.rubbish': {
    clerk: '中心的回答看不懂，没有采用',
    say: '请稍等，我们再问一次',
    next: '会自动再试；一直这样请告诉主管',
  },
  'central.other-key': {
    clerk: '那边回话的不是本窗口登记过的中心，什么都没有发出去',
    say: '请稍等，正在联系中心',
    next: '照常登记；请主管问中心是不是换了钥匙',
  },
  'central.too-old': {
    clerk: '中心的程序版本旧，还不会办这一样；什么也没有动',
    say: '这一样现在办不了，请稍等，我看看怎么办',
    next: '请主管联系中心升级；这一笔请到原来的窗口撤回，或者打中心电话',
  },
  'central.keys-not-proven': {
    clerk: '收到一个换钥匙的通知，不是中心现在的钥匙签的，没有采用',
    say: '请稍等，我们照常给您办',
    next: '照常办；请主管打电话问中心',
  },
  'sync.expected': {
    clerk: '中心在等前面的一笔，正在补发',
    say: '请稍等，正在办',
    next: '不用管，会自动补上',
  },
  'sync.bad-signature': {
    clerk: '中心不认本窗口的签名，发送停了',
    say: '请稍等，机器要检查一下',
    next: '请告诉主管，不要换电脑重办',
  },
  'sync.bad-link': {
    clerk: '本窗口和中心的记录接不上，发送停了',
    say: '请稍等，机器要检查一下',
    next: '请告诉主管，不要换电脑重办',
  },
  'sync.wrong-realm': {
    clerk: '练习和正式混在一起了，已经拒绝',
    say: '请稍等，机器要检查一下',
    next: '请告诉主管',
  },
  'sync.unknown-station': {
    clerk: '中心不认识这个窗口',
    say: '请稍等，或到旁边窗口',
    next: '请主管给这个窗口登记',
  },
  'sync.centre-behind': {
    clerk: '中心的记录比本窗口旧，发送停了',
    say: '请稍等，机器要检查一下',
    next: '请告诉主管，等中心处理',
  },
  'card.moved': {
    clerk: '卡动了，请放平别动',
    say: '请把身份证放平，先别拿走',
    next: '请再放一次，放好以后不要动',
  },
  'card.not-an-id-card': {
    clerk: '这不是身份证',
    say: '请放身份证，银行卡和社保卡这里不用',
    next: '请换身份证',
  },
  'card.refused': {
    clerk: '读卡器不认这张卡',
    say: '这张卡读不出来，我们换个办法',
    next: '请换一张证件，或到旁边窗口试一试',
  },
  'card.unreadable': {
    clerk: '芯片读不出',
    say: '芯片读不出来，不是您的问题，我们换个办法',
    next: '再放一次；还是不行请换证件',
  },
  'card.unknown-type': {
    clerk: '不认识这种证件',
    say: '这种证件这里还不能读，我们换个办法',
    next: '请换居民身份证，并把这件事告诉主管',
  },
  'card.wrong-number': {
    clerk: '证件里的号码核对不上，没有采用',
    say: '请把身份证再放一次',
    next: '再放一次；还是这样请换证件，并告诉主管',
  },
  'reader.absent': {
    clerk: '读卡器没接好',
    say: '机器出了点小问题，请稍等，证件先拿好',
    next: '把读卡器的线重新插一下，5秒内就好',
  },
  'reader.fault': {
    clerk: '读卡器出了故障',
    say: '机器出了点小问题，请稍等，证件先拿好',
    next: '拔下来等5秒再插；还是不行请换一台',
  },
  'reader.no-permission': {
    clerk: '系统没有允许使用读卡器',
    say: '机器出了点小问题，请稍等，证件先拿好',
    next: '请管理员给本机装读卡器的使用许可',
  },
  'reader.busy': {
    clerk: '读卡器正被别的程序用着',
    say: '机器出了点小问题，请稍等，证件先拿好',
    next: '关掉别的读卡程序，再按 F2',
  },
  'simulator.not-here': { clerk: '正式窗口没有练习台', say: '请稍等', next: '要练习请到练习里' },
  'simulator.no-such-card': { clerk: '没有这张练习卡', say: '请稍等', next: '换一张练习卡' },
  'message.malformed': {
    clerk: '程序之间的消息不对，没有采用',
    say: '请稍等',
    next: '再做一次；还是这样请告诉主管',
  },
  'message.not-allowed': { clerk: '这一步在这里不允许', say: '请稍等', next: '请告诉主管' },
  'print.failed': {
    clerk: '没打出来（业务不受影响）',
    say: '您的事不受影响，单子马上给您补',
    next: '看一下打印机，再按 F9；也可以把业务号抄给本人',
  },
  'print.no-such-printer': {
    clerk: '系统里现在没有打印机“{name}”',
    say: '请稍等，我看一下打印机',
    next: '看打印机的电源和线，按 F12 再选一台；没选成，还用原来的',
  },
  'print.not-of-this': {
    clerk: '这一笔现在没有{title}可打',
    say: '请稍等，我看一下',
    next: '看看这一笔是什么、办到哪一步了；按 F9 打它的单子',
  },
  'core.restarting': {
    clerk: '正在恢复，已经输入的内容都在',
    say: '请稍等，马上就好',
    next: '不用重输，恢复以后接着办',
  },
  'internal.fault': {
    clerk: '程序出了错，这一步没有做成',
    say: '请稍等，我再试一次',
    next: '再做一次；还是这样请告诉主管',
  },
} as const
