/** Refusals about who acts for a member, and about the papers that show it. */
export const errorsAgents = {
  'field.too-long': {
    clerk: '写得太长了，最多{max}个字',
    say: '请用一两句话说一下',
    next: '写短一点，写好的还在',
  },
  'agent.ward-money': {
    clerk: '监护人不能把孩子的钱转到监护人自己的钱包',
    say: '孩子的钱不能在这里转到您自己的钱包',
    next: '孩子看病用孩子自己的钱包；确有需要的，请到主管窗口问',
  },
  'agent.too-young': {
    clerk: '代办人今年{age}岁，未满{guardianUnder}周岁，不能替人办',
    say: '替家人办要满{guardianUnder}周岁，请家里的大人来办',
    next: '请一位成年的家人带身份证来',
  },
  'agent.card-expired': {
    clerk: '代办人的证件已过期（到{validTo}）',
    say: '您的身份证到期了，今天不能替家人办',
    next: '请代办人换有效的证件，或换一位家人来办',
  },
  'agent.letter-missing': {
    clerk: '本人没来，还没有存委托书',
    say: '替家人办，要有家人签字的委托书',
    next: '在“代办人”里选委托书的文件；没有的，请本人来，或先领一份空白委托书',
  },
  'agent.guardian-paper-missing': {
    clerk: '还没有存户口簿或出生医学证明',
    say: '替孩子办，要看户口簿或出生医学证明',
    next: '在“代办人”里选户口簿或出生医学证明的文件',
  },
  'agent.no-card': {
    clerk: '没有读到代办人的证件',
    say: '请把您自己的身份证放上来',
    next: '请代办人把身份证放在读卡器上，再选“代办人”',
  },
  'member.cannot-answer': {
    clerk: '本人答不上三个问题，这次来访不能动钱',
    say: '今天先不动钱。您慢慢想，想好了随时再来',
    next: '可以办查询和开通；记错了的，在左边再按一次“答不上来”取消',
  },
  'attachment.too-big': {
    clerk: '文件太大，最多{maxMb} MB',
    say: '请稍等，我换一张小一点的',
    next: '把图片缩小或重新扫一张，再选一次',
  },
  'attachment.not-a-picture': {
    clerk: '这个文件不是 JPG、PNG 图片，也不是 PDF',
    say: '请稍等，我重新选一下',
    next: '选扫描件或照片的文件，再选一次',
  },
  'attachment.unreadable': {
    clerk: '这个文件打不开',
    say: '请稍等，我重新选一下',
    next: '看看文件还在不在、有没有被别的程序占着，再选一次',
  },
  'attachment.lost': {
    clerk: '存好的证明材料不见了',
    say: '请把证明再给我看一下',
    next: '在“代办人”里重新选一次文件，并告诉管理员',
  },
  'attachment.damaged': {
    clerk: '存好的证明材料和当时的不一样了',
    say: '请把证明再给我看一下',
    next: '在“代办人”里重新选一次文件，并告诉管理员',
  },
  'assent.separate-missing': {
    clerk: '单独问的那句话，本人还没有按“同意”',
    say: '对面屏还有一句话要问您，请看一看',
    next: '等本人在对面屏按；没有显示就按 F10 再给本人看',
  },
} as const
