/** Enrolment at the counter: what was typed, and what stands in the way. */
export const errorsEnrol = {
  'enrol.bad-address': {
    clerk: '中心的地址不对',
    say: '正在给机器做登记，请稍等',
    next: '照登记通知上写的输，例如 10.1.2.3:8443；只要地址和端口，后面不带别的',
  },
  'enrol.nobody-there': {
    clerk: '这个地址上没有中心回答',
    say: '正在给机器做登记，请稍等',
    next: '对一下地址和端口，看看网线；登记码没有用掉，改好再按登记',
  },
  'enrol.passphrase-needed': {
    clerk: '这台电脑没有能用的钥匙串，要定一个开机口令',
    say: '正在给机器做登记，请稍等',
    next: '口令至少十二个字，或者四个词；两个人各记一份，丢了只能用救援钥匙',
  },
  'enrol.weak-passphrase': {
    clerk: '这个开机口令太容易猜',
    say: '正在给机器做登记，请稍等',
    next: '换一个：至少十二个字，或者四个词，不要一个字反复打',
  },
  'enrol.passphrase-differs': {
    clerk: '两遍口令不一样',
    say: '正在给机器做登记，请稍等',
    next: '两格都清掉，重新输一遍',
  },
  'enrol.other-station': {
    clerk: '这个登记码是给别的窗口的',
    say: '正在给机器做登记，请稍等',
    next: '登记码没有用掉，还能给那个窗口用；请向中心领本窗口的登记码',
  },
  'enrol.no-pack': {
    clerk: '中心还没有发布政策规则，窗口开不了',
    say: '正在给机器做登记，请稍等',
    next: '请中心先发布政策规则，再用同一个登记码登记一次',
  },
  'enrol.busy': {
    clerk: '正在登记，还没有完',
    say: '正在给机器做登记，请稍等',
    next: '等这一次有了结果再按',
  },
  'sync.counter-behind': {
    clerk: '中心收到过这个窗口的业务，本机没有，发送停了',
    say: '请稍等，机器要检查一下',
    next: '请主管向中心领登记码，重新登记这个窗口：中心有的先取回来，没发出的不会丢',
  },
  'clerk.not-supervisor': {
    clerk: '这一步要主管来做',
    say: '请稍等，我请主管来',
    next: '请主管登录以后再按',
  },
  'clock.differs': {
    clerk: '电脑时间不对，和中心差{minutes}分钟，先不能转账、收款',
    say: '请稍等，机器要对一下时间',
    next: '请管理员把电脑时间调准；开通、查询照常办',
  },
  'sign-in.list-too-old': {
    clerk: '已经{days}天没有和中心核对工作人员名单，先不能登录',
    say: '请到旁边窗口办理',
    next: '把网络接通，核对名单以后就能登录；请告诉主管',
  },
} as const
