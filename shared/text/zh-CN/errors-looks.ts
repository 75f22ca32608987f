/** Refusals of looking and telling. */
export const errorsLooks = {
  'triage.gone': {
    clerk: '刚才查的已经收起来了',
    say: '请把身份证再放一次',
    next: '按“先查一下”，再放一次卡；要办就直接放卡',
  },
  'people.not-offered': {
    clerk: '现行规则没有写没带卡能不能查人，所以不查',
    say: '请把身份证带来，我给您查',
    next: '请本人带身份证来；急事请主管问中心',
  },
  'people.too-short': {
    clerk: '输得太少，查出来的人太多',
    say: '请再说一下全名或者证件号码',
    next: '名字至少两个字，拼音首字母至少两个，证件号码至少前六位',
  },
  'people.no-reason': {
    clerk: '没带卡查人，要先选为什么查',
    say: '请问您是本人，还是替家人来问？',
    next: '在“为什么查”里选一项；选“其他”的，写一句话',
  },
  'people.gone': {
    clerk: '刚才查的名单已经收起来了',
    say: '请稍等，我再查一次',
    next: '再查一次，然后打开那一位',
  },
  'people.enough-today': {
    clerk: '今天没带卡查人已经到 {n} 位，按规则不能再查',
    say: '请把身份证带来，我给您查',
    next: '请本人带身份证来；急事请另一位工作人员或者主管查',
  },
  'operation-number.malformed': {
    clerk: '业务号应当是12位数字',
    say: '请把单子给我看一下',
    next: '对着单子输12位数字，空格不用管；没有单子的，放身份证找',
  },
  'operation-number.wrong-check-digit': {
    clerk: '业务号有一位输错了（最后一位核对不上）',
    say: '请把号码再念一遍，我重新输',
    next: '对着单子三位三位地核对；也可以扫单子上的二维码',
  },
  'operation.purged': {
    clerk: '这笔是 {day} 的，按规定已经归档，本机不再留内容',
    say: '您这笔已经归档了，我请中心查',
    next: '请主管在中心的档案里查；单子上写的仍然算数',
  },
  'code.gone': {
    clerk: '刚才扫的码已经清掉了',
    say: '请把单子再扫一次',
    next: '再扫一次单子上的二维码，或者输业务号',
  },
  'slip.unreadable': {
    clerk: '二维码读不全，不是单子上的那种',
    say: '请把单子放平，再扫一次',
    next: '放平再扫；还不行就输单子上的业务号',
  },
  'slip.other-realm': {
    clerk: '这张单子是练习用的，不作凭证；或者是正式的，这里在练习',
    say: '这张单子在这里不能查，请稍等',
    next: '看单子下面有没有“练习，不作凭证”；正式单子到正式窗口查',
  },
  'slip.wrong-code': {
    clerk: '核对码和业务号对不上：抄错了，或者不是这一笔的单子',
    say: '请让我再看一下单子上的号码',
    next: '照单子再输一次；还是对不上的，先不要凭这张单子办，请主管来看',
  },
  'slip.bad-signature': {
    clerk: '单子上的签名不对：不是这个窗口打的，或者被改过',
    say: '请稍等，我请主管来看一下',
    next: '把单子留下，请主管来；按业务号查这笔真实的情况',
  },
  'complaint.no-such-institution': {
    clerk: '名单里没有这一家，可能名单刚更新过',
    say: '请稍等，我再找一下',
    next: '再查一次、再选；名单里真没有的，选“名单里没有的”，写名字',
  },
  'complaint.no-such': {
    clerk: '本机没有这条反映',
    say: '请稍等，我再找一下',
    next: '在下面的列表里找；按规定归档了的，请医保中心按编号查',
  },
  'complaint.other-content': {
    clerk: '中心已经有这个编号的反映，内容不一样',
    say: '请稍等，我请主管看一下',
    next: '两份都留着，请主管跟医保中心核对',
  },
  'day-close.no-such-day': {
    clerk: '本机没有这一天的业务，或者这一天还没到',
    say: '请稍等，我再看一下',
    next: '在“还要日结的日子”里选；按规定归档了的，请医保中心查',
  },
  'day-close.loose-ends': {
    clerk: '还有 {n} 处要接着办',
    say: '请稍等，我把今天的事收一下尾',
    next: '能办的先办完；办不完的，日结时会记下来，以后还在待办里',
  },
  'day-close.differs': {
    clerk: '和中心有 {n} 处不一样',
    say: '请稍等，我跟中心核对一下',
    next: '过几分钟再核对一次；还不一样的，按业务号请主管跟医保中心查',
  },
  'day-close.not-compared': {
    clerk: '还没和中心核对',
    say: '请稍等，我跟中心核对一下',
    next: '联上网再按“与中心核对”；联不上可以先日结，以后再核对',
  },
  'told.nothing-refused': {
    clerk: '现在没有办不了的原因，不用告知',
    say: '可以办，请稍等',
    next: '接着填；要中心核实的，先登记',
  },
} as const
