/** Refusals about the store: journal, keys, disk, mirror, backup. Read on the recovery page and on home. */
export const errorsStore = {
  'journal.cannot-write': {
    clerk: '存不下了，先停办',
    say: '机器要检查一下，请到旁边窗口',
    next: '请主管看磁盘；没有登记好的不算办过',
  },
  'journal.damaged': {
    clerk: '本机的记录有一段读不出来',
    say: '机器要检查一下，请到旁边窗口',
    next: '有备份盘就先用它修；没有就请主管打电话问。什么都不要删',
  },
  'journal.too-new': {
    clerk: '这份数据是新版程序写的，这个旧程序读不了',
    say: '机器要检查一下，请到旁边窗口',
    next: '请管理员装回新版程序，数据不要动',
  },
  'journal.behind': {
    clerk: '本机的记录少了最后几条',
    say: '机器要检查一下，请到旁边窗口',
    next: '有备份盘就先用它补回来；没有就请主管打电话问',
  },
  'journal.forked': {
    clerk: '文件夹里混进了另一份数据',
    say: '机器要检查一下，请到旁边窗口',
    next: '像是两份数据合到了一起：换回原来的文件夹，或者用备份盘修。请主管打电话问',
  },
  'journal.foreign': {
    clerk: '这不是本窗口的数据',
    say: '机器要检查一下，请到旁边窗口',
    next: '请管理员换回本窗口自己的数据文件夹；这一份也不要删',
  },
  'journal.read-only': {
    clerk: '数据文件夹只能看，不能写',
    say: '机器要检查一下，请到旁边窗口',
    next: '请管理员打开数据文件夹的写入权限，再按“再试一次”',
  },
  'journal.locked': {
    clerk: '这份数据正被另一个程序用着',
    say: '请稍等，马上就好',
    next: '关掉另一个柜台程序，再按“再试一次”',
  },
  'journal.moved': {
    clerk: '这份数据是别的电脑上的',
    say: '机器要检查一下，请稍等',
    next: '原来的电脑不再用了，请主管按“就用这一份数据”；还在用就不要按',
  },
  'journal.copied': {
    clerk: '数据文件夹是复制出来的，不是原来那一个',
    say: '机器要检查一下，请稍等',
    next: '有意换的，请主管按“就用这一份数据”；不是的话先找回原来的文件夹',
  },
  'journal.cloned': {
    clerk: '硬盘像是复制出来的，可能有两台电脑用着同一份数据',
    say: '机器要检查一下，请稍等',
    next: '先把另一台停下来，再请主管按“就用这一份数据”',
  },
  'key-ring.damaged': {
    clerk: '钥匙文件坏了，记录打不开',
    say: '机器要检查一下，请到旁边窗口',
    next: '有备份盘就先用它修；没有就请主管打电话问。什么都不要删',
  },
  'key.missing': {
    clerk: '开记录的钥匙不在了',
    say: '机器要检查一下，请到旁边窗口',
    next: '请管理员放回钥匙文件，再按“再试一次”；放不回来就用救援钥匙',
  },
  'key.passphrase-needed': {
    clerk: '要输入开机口令',
    say: '请稍等，机器正在打开',
    next: '请主管输入开机口令',
  },
  'key.wrong-passphrase': {
    clerk: '开机口令不对',
    say: '请稍等，机器正在打开',
    next: '看一下大小写和输入法，再输一次；忘了请打电话问',
  },
  'key.keychain-changed': {
    clerk: '系统的钥匙串换过了，打不开原来的钥匙',
    say: '机器要检查一下，请到旁边窗口',
    next: '请用原来的系统账号登录；或者输入开机口令',
  },
  'key.keychain-gone': {
    clerk: '系统的钥匙串没有打开',
    say: '机器要检查一下，请到旁边窗口',
    next: '请管理员打开系统的钥匙串，再按“再试一次”；或者输入开机口令',
  },
  'disk.full': {
    clerk: '磁盘满了，先停办',
    say: '机器要检查一下，请到旁边窗口',
    next: '请管理员腾出空间；已经登记的都在，结果照样收',
  },
  'disk.low': {
    clerk: '磁盘快满了，先不接新的来访',
    say: '机器要检查一下，请到旁边窗口',
    next: '手上这一位接着办完；请管理员腾出空间',
  },
  'clock.behind-journal': {
    clerk: '电脑时间不对，比最后一条记录还早',
    say: '请稍等，机器要对一下时间',
    next: '请管理员把电脑时间对准；在那以前，时间从最后一条记录接着算',
  },
  'mirror.cannot-write': {
    clerk: '备份盘写不进去（业务不受影响）',
    say: '您的事不受影响',
    next: '看一下备份盘插好没有、满了没有；接好以后自动补上',
  },
  'backup.incomplete': {
    clerk: '备份没有做完，不能用来恢复',
    say: '请稍等',
    next: '再做一次备份；以前做好的那份留着',
  },
  'backup.bad-stamp': {
    clerk: '电脑的时间不对，恢复的记号写不成；什么也没有动',
    say: '请稍等',
    next: '请技术人员把电脑的日期和时间调对，再恢复一次',
  },
  'purge.not-yet': { clerk: '还不能清理：中心还没有确认收全', say: '请稍等', next: '等联网核对完再清理' },
  'purge.copy-left': {
    clerk: '到期的个人信息，还有一份备份没清到：{name}',
    say: '您的事不受影响',
    next: '请管理员把放备份的盘接上，开着机器会自动清；那份备份不要了，就整个删掉',
  },
  'dispute.no-such': { clerk: '没有这一条异议', say: '请稍等', next: '请在待办里再找一下' },
} as const
