/** Refusals about people, money and what was typed. */
export const errorsPeople = {
  'id-number.malformed': {
    clerk: '身份证号写得不对，应当是18位',
    say: '请把身份证号再念一遍，我重新输',
    next: '对着证件逐位核对，最后一位可以是 X',
  },
  'id-number.wrong-check-digit': {
    clerk: '身份证号有一位输错了（最后一位核对不上）',
    say: '号码有一位对不上，请把身份证给我再看一下',
    next: '对着证件重新输一遍，或者把证件放上读卡器',
  },
  'id-number.impossible-date': {
    clerk: '身份证号里的出生日期不存在',
    say: '号码里的出生日期对不上，请把身份证给我再看一下',
    next: '核对第7到第14位，重新输一遍',
  },
  'phone.malformed': {
    clerk: '手机号应当是11位，以1开头',
    say: '请把手机号再说一遍',
    next: '重新输手机号；没有手机可以选“没有手机”',
  },
  'amount.malformed': {
    clerk: '金额写得不对，最多两位小数，例如 650 或 650.00',
    say: '请再说一遍要转多少钱',
    next: '只输数字，不要输“元”',
  },
  'amount.not-positive': {
    clerk: '金额要大于零',
    say: '请再说一遍要转多少钱',
    next: '重新输金额',
  },
  'name.empty': { clerk: '还没有写姓名', say: '请告诉我家人的姓名', next: '把姓名写上' },
  'name.malformed': {
    clerk: '姓名里有不该有的字符，只能写字和名字中间的点',
    say: '请把姓名再说一遍，我对着证件写',
    next: '对着证件重新写姓名；生僻字可以复制进来',
  },
  'field.missing': { clerk: '还没有填', say: '还差一项，我来填上', next: '把这一项填上' },
  'member.not-found': {
    clerk: '中心没有这个人的参保记录',
    say: '没有查到您的参保记录，我们再核对一下号码',
    next: '核对证件；确实没有的，请到参保窗口问',
  },
  'member.not-insured': {
    clerk: '现在没有在参保',
    say: '您现在没有参加医保，要先参保才能办',
    next: '请到参保登记窗口办参保',
  },
  'member.several-insurances': {
    clerk: '同时有两种参保，要先理清用哪一种',
    say: '您有两种医保，要先理清才能办',
    next: '请到参保登记窗口核对，理清以后再来',
  },
  'member.suspended': {
    clerk: '参保暂停',
    say: '您的医保现在停着，要先恢复才能办',
    next: '请到参保登记窗口问停保的原因',
  },
  'member.deceased': {
    clerk: '参保状态登记为已去世，所有业务停办',
    say: '请听工作人员说',
    next: '登记错了的，请主管联系中心改正；继承事项另行告知',
  },
  'member.status-too-old': {
    clerk: '参保情况太旧，不能据此办钱的事',
    say: '您的信息要联网再核对一次，今天先不能转',
    next: '联网后再问一次中心',
  },
  'member.card-expired': {
    clerk: '证件已过期（到{validTo}）',
    say: '您的身份证到期了，今天先不能办钱的事',
    next: '请换有效的证件，或先去换领身份证',
  },
  'member.needs-guardian': {
    clerk: '未满{guardianUnder}周岁，要监护人来办',
    say: '孩子的事要请爸爸妈妈来办',
    next: '请监护人带户口簿或出生医学证明来，把监护人的身份证也放上来，选“代办人”',
  },
  'visit.none-open': {
    clerk: '现在没有人在办',
    say: '请把身份证放上来',
    next: '请本人把身份证放在读卡器上',
  },
  'visit.other-open': {
    clerk: '还有一位正在办',
    say: '请稍等，马上就轮到您',
    next: '先结束这一位，或按 F8 先放下',
  },
  'visit.person-not-confirmed': {
    clerk: '还没有确认人证一致',
    say: '请让我看一下您和身份证',
    next: '看过本人和证件，按 Alt+Y 确认',
  },
  'visit.not-same-person': {
    clerk: '人证不一致，不能办',
    say: '请看看，是不是拿错了身份证',
    next: '请换本人的身份证；替人办的，先放本人的证件，再放代办人的证件，选“代办人”',
  },
  'visit.no-other-card': {
    clerk: '读卡器上没有另一张卡',
    say: '请把家人的身份证再放一次',
    next: '请把卡再放一次，然后再选',
  },
  'wallet.already-open': {
    clerk: '钱包已经开通了，不用再开',
    say: '您的钱包已经开通了，不用再办',
    next: '可以直接办转账或收款',
  },
  'wallet.not-open': {
    clerk: '本人还没有开通钱包',
    say: '您还没有开通医保钱包，要先开通',
    next: '先办开通钱包（Alt+1）',
  },
  'wallet.phone-used-up': {
    clerk: '这个手机号已经用在{max}个钱包上，不能再用',
    say: '这个手机号用满了，换一个号，或者不留也可以',
    next: '换一个手机号，或选“没有手机”',
  },
  'place.closed': {
    clerk: '{region}没有开通医保钱包（名单{asOf}）',
    say: '您参保的地方还没有开通，现在办不了',
    next: '换一个使用地，或等当地开通',
  },
  'place.unknown': {
    clerk: '名单里查不到{region}，要联网核实',
    say: '能不能办，要联网问一下',
    next: '可以先登记；能不能办要等联网后才知道',
  },
  'place.no-such': { clerk: '没有这个地方', say: '请再说一遍是哪个市', next: '从名单里选一个地方' },
  'transfer.over-limit': {
    clerk: '单笔最多{maxFen}元',
    say: '一次最多转{maxFen}元',
    next: '把金额改小；要多转可以分几笔',
  },
  'transfer.count-used-up': {
    clerk: '今天的{maxPerDay}笔已经用完',
    say: '今天次数用完了，明天再来',
    next: '明天再办，或者由另一位家人来转',
  },
  'transfer.closed-hours': {
    clerk: '现在不能转账，开放时间{opens}–{closes}',
    say: '现在不是转账时间，先给您登记好，到时间再办',
    next: '可以登记；到{opens}由中心接着办，办成什么样以中心答复为准',
  },
  'transfer.pending-exists': {
    clerk: '上一笔家人还没收',
    say: '上一笔家人还没收，等收了再转',
    next: '请家人先收上一笔',
  },
  'transfer.balance-short': {
    clerk: '可转金额不足，现在可转{availableFen}元',
    say: '账户里的钱不够，现在最多能转{availableFen}元',
    next: '把金额改小',
  },
  'transfer.offline-cap': {
    clerk: '没有联网时最多能登记{maxFen}元',
    say: '网断着，这么多钱先不能登记',
    next: '把金额改小，或等网通了再办',
  },
  'transfer.typed-cap': {
    clerk: '手工录入的，最多能转{maxFen}元',
    say: '身份证没有读出来，这次最多能转{maxFen}元',
    next: '把金额改小，或换能读的证件再办',
  },
  'relation.not-near': {
    clerk: '按规定，{name}不能转',
    say: '按规定，这位亲戚不能转。能转的是爱人、父母、子女、兄弟姐妹、祖辈和孙辈',
    next: '换一位能转的家人',
  },
  'relation.needs-commitment': {
    clerk: '{name}要有近亲属关系承诺书',
    say: '这个关系要写一份承诺书',
    next: '在“承诺”一格写清事实，念给本人听，本人同意了再办',
  },
  'relation.needs-supervisor': {
    clerk: '{name}要主管看过证明材料',
    say: '这个关系要请主管看一下证明',
    next: '登记以后请主管看关系证明、当场复核；没带证明的，请本人带来再复核',
  },
  'relation.no-such': { clerk: '没有这个关系', say: '请告诉我他是您的什么人', next: '从关系里选一个' },
  'payee.same-person': {
    clerk: '收款人就是本人，不能转给自己',
    say: '不能转给自己，请告诉我转给哪位家人',
    next: '换一位家人',
  },
  'payee.cannot-receive': {
    clerk: '收款人现在不能收（还没开通钱包）',
    say: '您家人还没有开通，要请他先开通',
    next: '请家人在手机或当地医保窗口先开通钱包',
  },
  'payee.place-closed': {
    clerk: '对方参保地{region}没有开通（名单{asOf}）',
    say: '您家人参保的地方还没开通，现在转不过去',
    next: '等当地开通以后再转',
  },
  'payee.elsewhere': {
    clerk: '收款人不在本中心，这里还转不过去',
    say: '您家人的医保在别的中心，现在还转不过去',
    next: '请家人在当地医保窗口问',
  },
  'receive.no-such': {
    clerk: '没有这笔等着收的钱',
    say: '没有查到这笔钱，我再问一下',
    next: '再问一次中心（左边“再问中心”）',
  },
  'receive.already-received': {
    clerk: '这笔钱已经收过了',
    say: '这笔钱已经在您的钱包里了',
    next: '不用再办',
  },
  'receive.past-deadline': {
    clerk: '过了收款截止时间，钱会退回转账人',
    say: '过了收款的时间，钱已经退回给家人，请家人再转一次',
    next: '请转账人再转一次',
  },
  'receive.not-yours': {
    clerk: '这笔钱不是转给这个人的',
    say: '这笔钱不是转给您的，我再核对一下',
    next: '核对证件和收款人',
  },
  'operation.no-such': { clerk: '没有这笔业务', say: '请稍等，我再查一下', next: '按 F7 在待办里找' },
  'operation.wrong-state': {
    clerk: '这笔业务现在是“{state}”，不能这样办',
    say: '请稍等，我看一下办到哪一步了',
    next: '看这笔业务现在的样子，再决定下一步',
  },
  'operation.same-id-other-content': {
    clerk: '这笔业务已经登记，内容不能再改',
    say: '刚才那笔已经登记了，改的要另办一笔',
    next: '要改就先撤回，再新办一笔',
  },
  'assent.missing': {
    clerk: '本人还没有在对面屏按“同意”',
    say: '请看对面屏，对的话按“同意”',
    next: '按 F10 给本人看，等本人按',
  },
  'assent.stale': {
    clerk: '内容改过了，本人同意的是改之前的',
    say: '内容改过了，请您再看一遍、再按一次',
    next: '按 F10 再给本人看',
  },
  'assent.declined': {
    clerk: '本人按了“不办了”',
    say: '好的，按您说的，不办了',
    next: '不用问原因；想再办就按 F10 再给本人看',
  },
  'sign-in.needed': { clerk: '请先登录', say: '请稍等', next: '选工作人员，输密码' },
  'sign-in.wrong': { clerk: '工作人员或密码不对', say: '请稍等', next: '重新输密码；忘了请找主管' },
  'sign-in.locked': {
    clerk: '密码错的次数太多，先锁住了',
    say: '请稍等，或到旁边窗口',
    next: '过一会儿再试，或请主管来',
  },
} as const
