/** Refusals of what only the centre can know or do. */
export const errorsCentre = {
  'relation.contradicts': {
    clerk: '这次说的关系（{relation}）和以前登记的（{earlier}）对不上',
    say: '关系要再核对一下，请稍等',
    next: '请另一位工作人员看过证明再复核',
  },
  'payee.many-payers': {
    clerk: '这位收款人最近{days}天已有{count}个人给他转过钱',
    say: '这一笔要请另一位同事看一下',
    next: '请另一位工作人员和本人说过话，再复核',
  },
  'agent.is-payee': {
    clerk: '代办人就是收款人，本人没有到场确认',
    say: '钱转给来办的人，要本人到场，或者我们打电话问本人',
    next: '请本人到场按“同意”；来不了的，在“代办人”里选“主管打电话问本人”，登记后由主管复核',
  },
  'agent.is-relative': {
    clerk: '代办人就是要用这个账户的家人，本人没有到场确认',
    say: '要用本人账户的是来办的人，得本人到场，或者我们打电话问本人',
    next: '请本人到场按“同意”；来不了的，在“代办人”里选“主管打电话问本人”，登记后由主管复核',
  },
  'agent.many-members': {
    clerk: '这位代办人今天已替{count}个人办过',
    say: '今天替人办得比较多，要请另一位同事看一下',
    next: '请另一位工作人员核对委托材料后复核',
  },
  'binding.not-offered': {
    clerk: '当地的规则没有让窗口办家庭共济绑定',
    say: '绑定在这个窗口还办不了，我告诉您去哪里办',
    next: '请在手机医保里办，或到医保大厅；F1 里的卡片可以打给本人',
  },
  'binding.relative-unknown': {
    clerk: '中心没有查到这位家人，或者家人没有参加医保',
    say: '没有查到这位家人的医保，先不能绑定',
    next: '请对一对家人的姓名和号码；没参保的先去参保，再来绑定',
  },
  'binding.exists': {
    clerk: '这位家人已经绑定过了，不用再绑',
    say: '这位家人早就绑好了，看病时直接用',
    next: '在前面的“家庭共济绑定”里看；要解除的选“解除绑定”',
  },
  'binding.no-such': {
    clerk: '没有这位家人的绑定，或者不是这个中心登记的',
    say: '这里没有查到和这位家人的绑定',
    next: '请对一对姓名和号码；别的地方登记的，请到登记的地方解除',
  },
  'premium.not-registered': {
    clerk: '{year}年度没有这个人的参保登记',
    say: '{year}年的参保还没登记，先登记才能缴',
    next: '请到参保登记窗口或税务处登记，再来缴',
  },
  'premium.no-plan': {
    clerk: '政策规则里没有{year}年度的缴费标准，不能收',
    say: '{year}年的缴费标准还没有下来，现在不能缴',
    next: '等新的政策规则到了再缴；着急的请到税务部门缴',
  },
  'premium.region-unknown': {
    clerk: '还不知道这位在哪里参保，算不出{year}年度该缴多少',
    say: '还没查到您在哪里参保，先不能登记缴费',
    next: '联网查到参保地以后再办；着急的请到税务部门缴',
  },
  'premium.not-payable-now': {
    clerk: '{year}年度的缴费期是{from}到{to}',
    say: '现在不在缴费的日子里',
    next: '请在缴费期内来；过了期的问税务处能不能补缴',
  },
  'premium.already-paid': {
    clerk: '{year}年度的医保费已经缴过了',
    say: '{year}年的医保已经缴过，不用再缴',
    next: '可以给参保人看缴费情况；想退费的去税务处问',
  },
  'premium.amount-differs': {
    clerk: '应缴{dueFen}元，和填的金额不一样',
    say: '应缴的是{dueFen}元，我改一下',
    next: '按应缴金额重新登记',
  },
  'premium.not-confirmed': {
    clerk: '税务没有确认这笔缴费，钱已退回原账户',
    say: '这笔没有缴成，钱退回来了',
    next: '问清税务处的原因，再决定要不要重新缴',
  },
  'premium.twice': {
    clerk: '这个人在单子里写了两次',
    say: '这个人写了两遍，我去掉一行',
    next: '去掉重复的一行，再给本人看',
  },
  'premium.no-such': {
    clerk: '没有等税务确认的这笔缴费',
    say: '这笔缴费查不到',
    next: '核对业务号；还查不到就上报中心',
  },
  'place.same': {
    clerk: '新使用地和现在的一样',
    say: '您现在就是在那里用的，不用改',
    next: '选另一个地方，或不改',
  },
  'place.not-current': {
    clerk: '现在的使用地不是填的那个',
    say: '使用地和系统里的不一样，我重新查一下',
    next: '重新查询钱包，再办变更',
  },
  'place.change-not-offered': {
    clerk: '{region}还不办使用地变更（名单{asOf}）',
    say: '现在用钱包的地方还不能改使用地',
    next: '等当地开办；急用可以在原来的地方用',
  },
  'place.money-waiting': {
    clerk: '还有{count}笔钱没有收完或没有退完',
    say: '还有钱在路上，等收了再改使用地',
    next: '先办收款，或等钱退回以后再来',
  },
  'operation.unknown-kind': {
    clerk: '中心还不认得这种业务，已经留着，没有办',
    say: '这件事先登记在这里，办好了告诉您',
    next: '不要重办；请技术人员看中心是不是要升级',
  },
  'operation.unknown-version': {
    clerk: '中心还不认得这个版本的业务，已经留着，没有办',
    say: '这件事先登记在这里，办好了告诉您',
    next: '不要重办；请技术人员看中心是不是要升级',
  },
  'operation.earlier-failed': {
    clerk: '它要等的前一项没有办成，所以这项也不办',
    say: '前面那件没有办成，这件也先不办',
    next: '先把前一项办成，再重新登记这项',
  },
  'approval.own': {
    clerk: '自己登记的，自己不能复核',
    say: '请稍等，我请另一位同事核对',
    next: '请没有经手这一笔的同事来输自己的密码',
  },
  'approval.member-not-spoken': {
    clerk: '复核以前要跟本人说上话',
    say: '我想跟您核对一下：今天办什么？钱给谁？',
    next: '问过本人，再勾上“跟本人说过话”',
  },
  'approval.member-not-seen': {
    clerk: '还没有说明两个人都看见本人同意了',
    say: '请您再说一遍，是您自己要办的吗？',
    next: '两位都看见本人同意，再勾上“看见本人同意了”',
  },
  'approval.needs-presence': {
    clerk: '这一笔要当面跟本人说过话才能复核，别的窗口和电话都不行',
    say: '请稍等，我请主管过来跟您核对一下',
    next: '请主管到这个窗口来，跟本人说过话再复核',
  },
  'approval.gone': {
    clerk: '这一笔不等复核了：撤回了、改过了，或者别人已经复核',
    say: '请稍等',
    next: '名单已经重新读过；要看这一笔，请问登记的窗口',
  },
  'approval.code-not-offered': {
    clerk: '现行规则没有开通电话复核码',
    say: '请稍等，我请主管过来看一下',
    next: '请同事或主管到场复核；联网后主管也可以在自己的窗口复核',
  },
  'approval.no-secret': {
    clerk: '这台电脑还没有从中心领到核对电话复核码的密钥',
    say: '请稍等，我请主管过来看一下',
    next: '联网一次就会自己领到；现在请同事或主管到场复核',
  },
  'approval.code-malformed': {
    clerk: '要 8 位数字',
    say: '请稍等',
    next: '请对方四位四位再报一遍',
  },
  'approval.last4-malformed': {
    clerk: '要证件号的最后四位（末位可以是 X）',
    say: '请稍等',
    next: '请对方再报一遍最后四位',
  },
  'approval.code-wrong': {
    clerk: '复核码不对，还能试 {left} 次',
    say: '请稍等，我再核对一下',
    next: '请主管把业务号、核对数、金额和收款人后四位再对一遍：有一样不同，码就不同',
  },
  'approval.code-used-up': {
    clerk: '这一笔的电话复核码错了太多次，不能再用电话复核',
    say: '请稍等，我请主管过来看一下',
    next: '请同事或主管到场复核；联网后主管也可以在自己的窗口复核',
  },
  'approval.code-lapsed': {
    clerk: '核对数过了时间，或者还没有报',
    say: '请稍等，我再打一个电话',
    next: '报给主管新的核对数，请主管再给一个码',
  },
  'approval.too-many-codes': {
    clerk: '您今天给的电话复核码到数了（{most} 个）',
    say: '请稍等',
    next: '请另一位主管给码，或者到场复核',
  },
  'clerk.related': {
    clerk: '您和这笔业务里的人有亲属关系，要回避',
    say: '这件事请另一位同事给您办',
    next: '请没有亲属关系的同事来办或复核',
  },
  'correction.no-such': {
    clerk: '没有这笔业务，或没有等复核的更正',
    say: '这笔查不到',
    next: '核对业务号',
  },
  'correction.wrong-state': {
    clerk: '这笔业务现在的情况不能更正',
    say: '这笔现在不能改',
    next: '没收的会自动退回；已经退回的不用更正',
  },
  'correction.same-person': {
    clerk: '更正要两个人，复核的人不能是提出的人',
    say: '请稍等，要另一位同事核对',
    next: '请另一位有权限的人复核',
  },
  'correction.spent': {
    clerk: '收款人钱包里剩{availableFen}元，不够更正的{amountFen}元',
    say: '钱已经用掉一部分，要另外商量',
    next: '和收款人商量退还，或按争议处理',
  },
  'settlement.no-such': {
    clerk: '没有这笔结算',
    say: '这笔消费查不到',
    next: '和医药机构核对结算编号',
  },
  'settlement.other-content': {
    clerk: '同一个结算编号来了两种内容，只认第一次的',
    say: '这笔消费要和医院核对',
    next: '请医药机构核对后用新编号重发',
  },
  'settlement.unknown-institution': {
    clerk: '中心没有这家医药机构，或它现在不收医保钱包',
    say: '这家机构现在不能用医保钱包',
    next: '核对机构编码；名单有误就上报中心',
  },
  'stick.unreadable': {
    clerk: '移动盘上的文件读不出来，没有受理',
    say: '中心没有受理',
    next: '回窗口重新导出一次；给别的中心的文件这里打不开',
  },
  'stick.bad-signature': {
    clerk: '移动盘上的文件不是这个窗口签的，没有受理',
    say: '中心没有受理',
    next: '查清文件从哪里来，不要再用它',
  },
  'stick.not-allowed': {
    clerk: '这个窗口、这一天、这个移动盘，规则里没有允许',
    say: '中心没有受理',
    next: '要用请先在政策规则里写明窗口、日期和移动盘编号',
  },
  'stick.other-content': {
    clerk: '这个编号的文件来过，内容不一样，没有受理',
    say: '中心没有受理',
    next: '查清哪一份是真的；窗口的数据可能被复制过',
  },
  'stick.missing': {
    clerk: '前面还有文件没有送到，缺第{number}份',
    say: '中心还没有受理',
    next: '先把第{number}份送来，再送这一份',
  },
  'stick.line-up': {
    clerk: '网是通的，不用U盘',
    say: '网是通的，这就发出去',
    next: '等它自己发出，或按“现在联一次”',
  },
  'stick.nothing': {
    clerk: '没有要送的，也没有等回执的文件',
    say: '没有等着发的',
    next: '网断了、有没发出的业务时再用U盘',
  },
  'stick.unknown-medium': {
    clerk: '这个U盘没有登记，或标签不是中心发的',
    say: '请稍等，换一个U盘',
    next: '换登记过的U盘；要登记请找中心',
  },
  'stick.other-station': {
    clerk: '这份回执不是这个窗口的',
    say: '请稍等，拿错文件了',
    next: '找到这个窗口的回执再读',
  },
  'stick.answered-before': {
    clerk: '第{number}份的回执读过了，不用再读',
    say: '这些已经办过了',
    next: '看待办里还有没有等着的',
  },
  'stick.full': {
    clerk: 'U盘满了，没有写上',
    say: '请稍等，换一个U盘',
    next: '腾出地方或换一个登记过的U盘，再写一次；业务都在，没有丢',
  },
  'stick.unwritable': {
    clerk: 'U盘写不上',
    say: '请稍等，换一个U盘',
    next: '看U盘有没有插好、是不是写保护，再写一次；业务都在，没有丢',
  },
  'verification.wrong': {
    clerk: '医保码密码不对，什么也没有办，还可试{left}次',
    say: '密码不对，请您再输一次',
    next: '请本人再输一次；连着错五次，今天就不能用密码了',
  },
  'verification.locked': {
    clerk: '密码连着错了五次，一天内不能用，什么也没有办',
    say: '密码错得太多，今天先不用密码了',
    next: '改由两位工作人员当面核对',
  },
  'verification.never-set': {
    clerk: '参保人没有设过医保码密码，什么也没有办',
    say: '您还没有设过密码',
    next: '改由两位工作人员当面核对',
  },
  'verification.lapsed': {
    clerk: '密码输入超过五分钟，已经作废，什么也没有办',
    say: '时间久了，请您再输一次密码',
    next: '请本人再输一次',
  },
  'verification.unreadable': {
    clerk: '密码没有传对，什么也没有办',
    say: '密码没有传过去，请您再输一次',
    next: '请本人再输一次；还不行就由两位工作人员当面核对',
  },
  'verification.missing': {
    clerk: '还没有本人的确认，中心没有办',
    say: '要您本人再确认一下',
    next: '请本人输医保码密码，或由两位工作人员当面核对',
  },
  'verification.by-agent': {
    clerk: '本人不在，或由监护人代办：医保码密码只能本人自己输',
    say: '密码要本人自己输，今天换个办法',
    next: '由两位工作人员当面核对，不要让代办的人输密码',
  },
  'verification.offline': {
    clerk: '没有联网，不能用医保码密码',
    say: '网断了，今天先不用密码',
    next: '由两位工作人员当面核对，或等网通了再请本人输',
  },
  'verification.old-centre': {
    clerk: '中心的程序版本旧，还不收医保码密码',
    say: '今天先不用密码，我们换个办法核对',
    next: '由两位工作人员当面核对；请主管联系中心升级',
  },
  'verification.no-keypad': {
    clerk: '对面屏不能输密码：没有第二块屏，也不是触摸屏',
    say: '今天先不用密码，换个办法',
    next: '由两位工作人员当面核对；接好对面屏后可以输密码',
  },
  'partner.bad-signature': {
    clerk: '签名不对，或者中心没有登记这把钥匙，没有受理',
    say: '中心没有受理',
    next: '核对用的钥匙；没有登记过的，请中心先登记',
  },
  'partner.not-allowed': {
    clerk: '这个单位不能办这种事',
    say: '中心没有受理',
    next: '医药机构只办结算，税务只答缴费；登记错了请中心改',
  },
  'settlement.over-reversed': {
    clerk: '撤销的金额超过原来的结算',
    say: '退的钱比花的多，医院要核对',
    next: '请医药机构核对金额后重发',
  },
} as const
