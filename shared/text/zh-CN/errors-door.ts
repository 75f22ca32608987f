/** Refusals of the centre's door: enrolment, tokens, numbers of two writers. */
export const errorsDoor = {
  'sync.two-writers': {
    clerk: '中心发现还有一台机器在用本窗口的身份，发送停了',
    say: '请稍等，机器要检查一下',
    next: '先不要在别的电脑上办；请主管查明是哪一台，再重新登记这个窗口',
  },
  'sync.epoch-ended': {
    clerk: '这个窗口已在别的机器上重新登记，本机的身份不再有效',
    say: '请到旁边窗口办理',
    next: '请主管核对：要用本机，就再领一个登记码重新登记；没发出的业务不会丢',
  },
  'sync.other-station': {
    clerk: '这笔业务或记录不是本窗口的，中心没有给',
    say: '这笔不是在这里办的，要到办的那个窗口查',
    next: '带上凭条可以在本窗口扫码查；没有凭条请到原窗口',
  },
  'sync.token-needed': {
    clerk: '中心要先核对本窗口的身份',
    say: '请稍等，正在联系中心',
    next: '不用管，会自动再试；一直这样请告诉主管',
  },
  'sync.token-expired': {
    clerk: '和中心的连接到时间了，正在重新核对身份',
    say: '请稍等，正在联系中心',
    next: '不用管，会自动再试',
  },
  'sync.bad-assertion': {
    clerk: '中心不认本窗口的身份',
    say: '请稍等，机器要检查一下',
    next: '请主管看看这台电脑的时间对不对、窗口登记是否还有效',
  },
  'sync.assertion-replayed': {
    clerk: '同一份身份证明被用了两次，中心拒绝了第二次',
    say: '请稍等，正在联系中心',
    next: '会自动换一份再试；一直这样请告诉主管',
  },
  'sync.too-many': {
    clerk: '问得太快，中心让等一下',
    say: '请稍等一会儿',
    next: '等一分钟，会自动再试',
  },
  'sync.contended': {
    clerk: '这会儿办的人多，中心没有办这一笔，什么都没有动',
    say: '请稍等一会儿，这一笔还没有办',
    next: '不用管，会自动再发；一直这样请告诉主管',
  },
  'look-up.not-tied': {
    clerk: '要先读卡，或者有这个人的业务，才能查',
    say: '请把身份证放到读卡器上',
    next: '请先读卡再查',
  },
  'enrol.mistyped': {
    clerk: '登记码输错了，有的字对不上',
    say: '正在给机器做登记，请稍等',
    next: '对着登记码一组一组再看一遍；数字0和字母O、数字1和字母I都可以',
  },
  'enrol.unknown-code': {
    clerk: '中心没有这个登记码',
    say: '正在给机器做登记，请稍等',
    next: '请向中心再领一个登记码',
  },
  'enrol.code-used': {
    clerk: '这个登记码已经用过了',
    say: '正在给机器做登记，请稍等',
    next: '一个码只能登记一次；请向中心再领一个。要是不是你们用的，马上告诉主管',
  },
  'enrol.code-expired': {
    clerk: '登记码过期了',
    say: '正在给机器做登记，请稍等',
    next: '请向中心再领一个登记码',
  },
  'enrol.wrong-realm': {
    clerk: '练习和正式的登记码不能混用',
    say: '正在给机器做登记，请稍等',
    next: '看清楚是练习还是正式，领对应的登记码',
  },
  'enrol.bad-proof': {
    clerk: '本机的钥匙没有通过核对，没有登记',
    say: '正在给机器做登记，请稍等',
    next: '请重新开始登记；还不行请告诉主管',
  },
  'enrol.key-used': {
    clerk: '这把钥匙以前登记过，不能再用',
    say: '正在给机器做登记，请稍等',
    next: '请重新开始登记，程序会换一把新的钥匙',
  },
  'enrol.no-prefix-left': {
    clerk: '中心的窗口号段用完了，不能再登记',
    say: '请到别的窗口办理',
    next: '请告诉中心的管理员',
  },
  'message.too-large': {
    clerk: '发出的内容太大，中心没有收',
    say: '请稍等，正在办',
    next: '会自动分开再发；一直这样请告诉主管',
  },
  'message.too-slow': {
    clerk: '发得太慢，中心没有等到，什么都没有办',
    say: '请稍等，正在联系中心',
    next: '会自动再发；一直这样请看看网络',
  },
} as const
