import type { ErrorCode } from '../../domain/errors'

/** 命令行工具的话：说的是什么事，下一步怎么办。 */
export interface ToolProblem {
  readonly what: string
  readonly next: string
}

/** 柜台程序自己的代码里，工具会碰到的那些。 */
type StoreCode = Extract<
  ErrorCode,
  `journal.${string}` | `key.${string}` | `key-ring.${string}` | `disk.${string}`
>

const storeProblems = {
  'journal.cannot-write': { what: '写不进去，磁盘报了错', next: '先停手，检查这块磁盘；原来的内容没有动' },
  'journal.damaged': {
    what: '这份记录有损坏：{file} 从第 {first} 条起读不出来（到第 {last} 条），前面 {good} 条都好',
    next: '先试镜像文件夹；没有镜像，加上 --despite-damage 先救前面好的，后面的对照凭条补办',
  },
  'journal.too-new': { what: '这份记录是更新的程序写的，这个程序读不了', next: '请用新的程序' },
  'journal.behind': {
    what: '这份记录不全：后面还应该有第 {first} 到 {last} 条',
    next: '先试本机的数据文件夹或者镜像，哪份新用哪份；都没有，加上 --despite-damage 先救有的，缺的对照凭条补办',
  },
  'journal.forked': {
    what: '这个文件夹里混着两份记录，在第 {first} 条分开的',
    next: '不要合并文件夹；分别对原来的两份各救一次',
  },
  'journal.foreign': { what: '里面混着别的窗口的文件', next: '把别的窗口的文件移走，一次只救一个窗口' },
  'journal.read-only': { what: '这个文件夹不能写', next: '换有写权限的账户，或者把磁盘改成可写再来' },
  'journal.locked': { what: '柜台程序还开着，正在用这个文件夹', next: '先关掉柜台程序，再来一次' },
  'journal.moved': { what: '这个文件夹是从别处搬来的', next: '请在柜台程序里确认就用这一份' },
  'journal.copied': { what: '这个文件夹是复制出来的', next: '请在柜台程序里确认就用这一份' },
  'journal.cloned': { what: '这块磁盘是克隆出来的', next: '请在柜台程序里确认就用这一份' },
  'key-ring.damaged': {
    what: '钥匙串 journal/key-ring.json 不见了、读不出来，或者被改过',
    next: '用镜像文件夹再来一次；原文件不要删',
  },
  'key.missing': {
    what: '主密钥 keys/master-key.json 不见了、读不出来，或者跟这份记录配不上',
    next: '用镜像文件夹或者备份再来一次；不要另做一个，另做的打不开',
  },
  'key.passphrase-needed': {
    what: '要输入开机口令才能打开',
    next: '在终端里运行会问您；或者把口令写进文件，用 --passphrase-file 指给它',
  },
  'key.wrong-passphrase': { what: '口令不对', next: '看看大小写和输入法，再来一次；忘了口令用救援钥匙' },
  'key.keychain-changed': {
    what: '钥匙由那台电脑的系统钥匙串保管，这里打不开',
    next: '用救援钥匙（--recovery-key）打开',
  },
  'key.keychain-gone': {
    what: '钥匙由那台电脑的系统钥匙串保管，这里打不开',
    next: '用救援钥匙（--recovery-key）打开',
  },
  'disk.full': { what: '磁盘满了，没有写', next: '腾出空间再来；原来的内容没有动' },
  'disk.low': { what: '磁盘快满了', next: '腾出空间再来' },
} satisfies Record<StoreCode, ToolProblem>

const toolProblems = {
  'usage.wrong': { what: '命令不对：{detail}', next: '看下面的用法' },
  'folder.missing': { what: '没有这个文件夹：{path}', next: '看看路径，盘接好了没有' },
  'folder.not-ours': {
    what: '{path} 里没有柜台的数据（应该有 keys 和 journal）',
    next: '指到数据文件夹，或者镜像文件夹',
  },
  'folder.several': { what: '{path} 里有好几个窗口的数据：{names}', next: '一次指一个' },
  'key.wrong-recovery-key': {
    what: '这把救援钥匙不是给这台柜台用的',
    next: '找对应的那一把；钥匙的编号在 keys/master-key.json 的 keyId 里',
  },
  'key.no-recovery-key': {
    what: '这台柜台没有配过救援钥匙',
    next: '知道开机口令就不用 --recovery-key；不知道，只能在原来那台电脑上打开',
  },
  'recovery-key.unreadable': {
    what: '{path} 不是救援钥匙文件',
    next: '打开用 recovery-private-key.json，配上去用 recovery-public-key.json',
  },
  'recovery-key.wrong-passphrase': { what: '救援钥匙的口令不对', next: '看看大小写和输入法，再来一次' },
  'passphrase.not-given': {
    what: '这里没有终端可以问口令',
    next: '把口令写进一个只有您能读的文件，用 --passphrase-file 或 --new-passphrase-file 指给它',
  },
  'passphrase.file-unreadable': { what: '口令文件 {path} 读不出来', next: '看看路径和权限' },
  'passphrase.too-short': {
    what: '口令太短，没有采用',
    next: '至少 12 个字，或者用空格隔开的 4 个词，例如四样不相干的东西',
  },
  'passphrase.too-simple': { what: '口令太简单，没有采用', next: '换一个，不要总是那几个字' },
  'passphrase.differs': { what: '两次输入的口令不一样，没有采用', next: '再来一次' },
  'protect.no-way-left': {
    what: '这样改了以后平时就打不开了，没有改',
    next: '先设开机口令（--new-passphrase），再配系统钥匙串或者救援钥匙',
  },
  'protect.nothing-asked': {
    what: '没有说要改什么',
    next: '加上 --new-passphrase、--add-recovery-key、--keychain 或 --rotate',
  },
  'target.exists': { what: '{path} 已经有了，没有覆盖', next: '换一个名字，或者先把它移走' },
  'target.inside': { what: '{path} 在要救的文件夹里面，那里一个字都不能动', next: '换一个地方，比如 U 盘' },
  'target.cannot-write': { what: '{path} 写不进去（{detail}）', next: '看看路径、权限和空间' },
  'backup.not-made': {
    what: '备份没有做成：放备份的盘写不进去、半路拔了，或者这个柜台还没有记录',
    next: '看看盘和空间，再来一次；没做完的一半下次会自动清掉',
  },
  'backup.incomplete': {
    what: '这份备份不全，或者被改过，没有用它恢复',
    next: '换一份备份；原来的数据没有动',
  },
  'backup.bad-stamp': {
    what: '电脑的时间不对，恢复的记号写不成，没有开始恢复',
    next: '把电脑的日期和时间调对，再来一次；原来的数据没有动',
  },
  'backup.foreign': {
    what: '这份备份是别的柜台的，没有用它恢复',
    next: '找这台柜台自己的备份；原来的数据没有动',
  },
  'backup.journal-damaged': {
    what: '记录有损坏，没有当作好的来备份',
    next: '先用 npm run journal -- verify 看坏在哪里，在柜台程序里修好再备份',
  },
  'mirror.inside': {
    what: '{path} 在数据文件夹里面，一坏就一起坏',
    next: '换另一块盘上的文件夹，比如 U 盘',
  },
  'mirror.cannot-write': { what: '那块盘写不进去', next: '看看盘和空间，再来一次' },
  'tool.fault': { what: '工具出了错：{detail}', next: '什么都没有删；请把这句话告诉维护人员' },
} satisfies Record<string, ToolProblem>

export const journalTool = {
  usage: [
    '用法：',
    '  npm run journal -- recovery-key --to 文件夹',
    '      做一把单位的救援钥匙：公钥配给各柜台，私钥用口令锁着，放进保险柜',
    '  npm run journal -- protect 数据文件夹 要改的',
    '      --new-passphrase          设或换开机口令（练习的明钥匙随之去掉）',
    '      --add-recovery-key 文件   配上救援公钥',
    '      --keychain                交给系统钥匙串保管（下次开机输一次口令就生效）',
    '      --rotate                  换一把新的主密钥',
    '  npm run journal -- rescue 文件夹 --to 文件.json',
    '      --recovery-key 文件       用救援私钥打开；不写就用开机口令',
    '      --despite-damage          有损坏也先救前面好的',
    '      从坏了的电脑的数据文件夹或镜像里，取出还没发出的业务，交给中心导入；文件夹里什么都不改',
    '  npm run journal -- backup 数据文件夹 --to 文件夹',
    '      做一份备份，柜台程序开着也行',
    '  npm run journal -- restore 备份文件夹 --to 数据文件夹',
    '      用备份恢复；原来的留着，换个名字',
    '  npm run journal -- mirror 数据文件夹 --to 另一块盘上的文件夹',
    '      以后每记一条都往那块盘上再存一份（下次开柜台程序起）；--off 不再存',
    '  口令不写在命令里：在终端里会问，或者用',
    '      --passphrase-file 文件    打开用的口令',
    '      --new-passphrase-file 文件 新设的口令',
  ].join('\n'),
  ask: {
    passphrase: '开机口令：',
    recoveryPassphrase: '救援钥匙的口令：',
    newPassphrase: '新的口令（至少 12 个字，或者 4 个词）：',
    again: '再输一次：',
  },
  problem: '没有办成：{what}。',
  next: '下一步：{next}。',
  recoveryKeyMade:
    '救援钥匙做好了，编号 {keyId}。\n公钥：{publicPath}（配给各柜台，不怕人看）\n私钥：{privatePath}（用口令锁着；跟口令分开放，放进保险柜）\n口令忘了谁也打不开。',
  between: '、',
  protectedBy: '改好了。现在打开这台柜台的办法：{ways}。',
  rotated:
    '主密钥换好了，新的编号 {id}。镜像在下次开柜台程序时跟着更新。\n以前的备份还要用旧的钥匙打开，到期清除时也改不了：请马上做一份新的备份，把旧的备份销毁。',
  sealLater: '下次开柜台程序时输一次开机口令，系统钥匙串就接管了。',
  ways: {
    practice: '练习用的明钥匙（没有保护）',
    keychain: '系统钥匙串',
    passphrase: '开机口令',
    recovery: '救援钥匙',
  },
  rescued:
    '取出了 {count} 笔业务：没发出的 {queued} 笔，发出了不知道结果的 {unknown} 笔。写在 {path}。\n记录读到第 {frame} 条。',
  rescuedDamage:
    '注意：从第 {first} 条起读不出来（到第 {last} 条），那后面登记的业务不在里面，请对照凭条补办。',
  rescuedLeft: '另有 {count} 笔中心已经收到、还没办完，不用导入。',
  rescuedNext:
    '里面有参保人的信息，没有加密：用 U 盘当面交给中心，导入以后删掉。\n中心导入：npm run central -- import-rescue {path} --data 中心的数据文件夹 --by 导入人。导入几次都只算一次。',
  progress: '已经看到第 {frame} 条……',
  mirrorChosen:
    '定好了，下次开柜台程序起，每记一条都会在这里再存一份：{path}\n这块盘要一直插着；拔了，屏幕上会说，插回来自动补上。',
  mirrorOff: '以后不再往备份盘上存了；已经存的还在那里，不要了就自己删掉。',
  backupMade:
    '备份做好了：{path}\n到第 {frame} 条，{days} 个营业日。收好，里面的内容要用同样的口令或者救援钥匙才打得开。',
  restored: '恢复好了：{path}，到第 {frame} 条，{days} 个营业日。',
  restoredAside: '原来的没有删，改名叫：{names}。',
  restoredPurge: '这些天的个人信息早就清除了，下次开柜台程序时会再清一遍：{days}。',
  restoredNext: '备份以后办的业务不在里面，请对照凭条；中心那边要给这台柜台开新的一期，等登记功能。',
  problems: { ...storeProblems, ...toolProblems },
}
