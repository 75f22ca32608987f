// What the verifier can find: a closed list, each with words in both languages and a next step.

/** @typedef {{ code: string, file?: string, first?: number, last?: number | null, detail?: string }} Finding */

const askBefore = {
  'zh-CN': '先把整个数据文件夹拷贝一份，什么都不要删；有镜像就用镜像修，没有请找主管',
  en: 'copy the whole data folder first and delete nothing; mend from the mirror, or call the supervisor',
}

/** @type {Record<string, { level: 'damage' | 'note' | 'stop', 'zh-CN': string, en: string, next: { 'zh-CN': string, en: string } }>} */
export const words = {
  'segment.header-damaged': {
    level: 'damage',
    'zh-CN': '文件开头坏了',
    en: 'the head of the file is damaged',
    next: askBefore,
  },
  'segment.other-format': {
    level: 'stop',
    'zh-CN': '这是别的版本写的',
    en: 'written in another format',
    next: {
      'zh-CN': '请用写它的那个版本或更新的版本打开',
      en: 'use the program that wrote it, or a newer one',
    },
  },
  'segment.header-wrong': {
    level: 'damage',
    'zh-CN': '文件开头写的和前面的记录对不上',
    en: 'the head of the file does not agree with what is before it',
    next: askBefore,
  },
  'segment.too-short': {
    level: 'damage',
    'zh-CN': '文件变短了',
    en: 'the file is shorter than it was made',
    next: askBefore,
  },
  'segment.unfinished': {
    level: 'note',
    'zh-CN': '有一次开机没有完成，里面没有内容',
    en: 'an opening that never finished; nothing is in it',
    next: { 'zh-CN': '不用处理', en: 'nothing to do' },
  },
  'segment.wrong-day': {
    level: 'damage',
    'zh-CN': '记录的日期和文件的日期不一样',
    en: 'a frame of another day',
    next: askBefore,
  },
  'segment.foreign': {
    level: 'damage',
    'zh-CN': '这是别的窗口或别的环境（练习/正式）的文件',
    en: "another station's or realm's file",
    next: { 'zh-CN': '把它移到别处，不要删', en: 'move it elsewhere, do not delete it' },
  },
  'batch.damaged': { level: 'damage', 'zh-CN': '记录坏了', en: 'a batch is damaged', next: askBefore },
  'batch.torn': {
    level: 'note',
    'zh-CN': '最后一次写到一半断电，这一批从来没有算数',
    en: 'the last write was cut; it was never acknowledged',
    next: { 'zh-CN': '不用处理，下次开机自动略过', en: 'nothing to do: the next opening leaves it out' },
  },
  'chain.gap': { level: 'damage', 'zh-CN': '中间少了记录', en: 'frames are missing', next: askBefore },
  'chain.fork': {
    level: 'damage',
    'zh-CN': '两份不同的账本混在了一起',
    en: 'two histories are mixed in this folder',
    next: {
      'zh-CN': '停下来，把两份原件都找出来，请主管决定用哪一份',
      en: 'stop, find both originals; the supervisor decides',
    },
  },
  'chain.given-up': {
    level: 'note',
    'zh-CN': '这几条以前坏了，已经登记不要了',
    en: 'frames that were given up by a recorded act',
    next: { 'zh-CN': '对照单子和中心核对', en: 'check them against slips and the centre' },
  },
  'chain.behind': {
    level: 'damage',
    'zh-CN': '钥匙串知道更晚的记录，账本末尾少了',
    en: 'the key ring knows a later frame: the end is missing',
    next: askBefore,
  },
  'time.backwards': {
    level: 'damage',
    'zh-CN': '时间倒退了',
    en: 'a time before the one before it',
    next: askBefore,
  },
  'clock.behind': {
    level: 'note',
    'zh-CN': '最新的记录比这台电脑的时间还晚一天以上，电脑时间可能不对',
    en: "the newest frame is over a day later than this computer's clock",
    next: { 'zh-CN': '请核对电脑时间', en: 'check the clock' },
  },
  'event.unknown': {
    level: 'stop',
    'zh-CN': '有更新版本才认识的记录',
    en: 'an event of a later version',
    next: { 'zh-CN': '请用更新的版本打开', en: 'use a newer version' },
  },
  'frame.does-not-open': {
    level: 'damage',
    'zh-CN': '记录打不开（钥匙或位置不对）',
    en: 'a frame does not open',
    next: askBefore,
  },
  'frame.content-wrong': {
    level: 'damage',
    'zh-CN': '记录的内容和它的抬头不一致',
    en: 'what a frame holds is not what its clear header says',
    next: askBefore,
  },
  'ring.missing': { level: 'damage', 'zh-CN': '钥匙串不见了', en: 'the key ring is gone', next: askBefore },
  'ring.damaged': {
    level: 'damage',
    'zh-CN': '钥匙串坏了或被改过',
    en: 'the key ring is damaged or was changed',
    next: askBefore,
  },
  'ring.no-key': {
    level: 'damage',
    'zh-CN': '钥匙串里没有这个文件的钥匙',
    en: 'the ring has no key for it',
    next: askBefore,
  },
  'purge.key-kept': {
    level: 'damage',
    'zh-CN': '已经清除的日子，钥匙还留着',
    en: 'the key of a purged day is still there',
    next: {
      'zh-CN': '开机一次让它清完；还在的话请找主管',
      en: 'start the counter once so that the purge ends; if it stays, call the supervisor',
    },
  },
  'master.damaged': {
    level: 'damage',
    'zh-CN': '主钥匙文件坏了或被改过',
    en: 'the master key file is damaged or was changed',
    next: {
      'zh-CN': '用备份或镜像里的 keys/master-key.json；没有请找主管，用恢复钥匙打开',
      en: 'take keys/master-key.json of a backup or the mirror, or open it with the recovery key',
    },
  },
  'master.in-the-clear': {
    level: 'damage',
    'zh-CN': '正式环境的主钥匙没有加密',
    en: 'the master key of a live counter lies in the clear',
    next: { 'zh-CN': '马上找主管，换主钥匙', en: 'call the supervisor at once and rotate the master key' },
  },
  'snapshot.unreadable': {
    level: 'note',
    'zh-CN': '这个快照用不了，开机会慢一些，不丢东西',
    en: 'a snapshot that is passed over: the next start takes longer, nothing is lost',
    next: { 'zh-CN': '不用处理', en: 'nothing to do' },
  },
  'backup.file-missing': {
    level: 'damage',
    'zh-CN': '备份里少了文件',
    en: 'a file of the backup is missing',
    next: {
      'zh-CN': '这份备份不能用来恢复，换一份备份',
      en: 'do not restore from it, take another backup',
    },
  },
  'backup.file-changed': {
    level: 'damage',
    'zh-CN': '备份里的文件和清单不一样',
    en: 'a file of the backup is not what the manifest says',
    next: {
      'zh-CN': '这份备份不能用来恢复，换一份备份',
      en: 'do not restore from it, take another backup',
    },
  },
  'backup.manifest-damaged': {
    level: 'damage',
    'zh-CN': '备份清单坏了',
    en: "the backup's manifest is damaged",
    next: {
      'zh-CN': '这份备份不能用来恢复，换一份备份',
      en: 'do not restore from it, take another backup',
    },
  },
  'backup.other-format': {
    level: 'stop',
    'zh-CN': '这份备份是别的版本做的',
    en: 'the backup was made in another format',
    next: {
      'zh-CN': '请用做它的那个版本或更新的版本',
      en: 'use the program that made it, or a newer one',
    },
  },
  'key.none': {
    level: 'note',
    'zh-CN': '没有主钥匙，只核对了链条，没有打开内容',
    en: 'no master key at hand: the chain was checked, nothing was opened',
    next: {
      'zh-CN': '要打开内容请用 --passphrase-env 或 --key-file',
      en: 'to open the content use --passphrase-env or --key-file',
    },
  },
  'key.wrong-passphrase': {
    level: 'stop',
    'zh-CN': '口令不对',
    en: 'wrong passphrase',
    next: { 'zh-CN': '请再输一次', en: 'try again' },
  },
  'key.other': {
    level: 'stop',
    'zh-CN': '这把主钥匙不是这份账本的',
    en: 'this master key is not the one of this journal',
    next: {
      'zh-CN': '找和这份账本放在一起的主钥匙文件',
      en: 'find the master key file that belongs to this journal',
    },
  },
  'folder.read-only': {
    level: 'note',
    'zh-CN': '文件夹不能写',
    en: 'the folder cannot be written',
    next: {
      'zh-CN': '核对不受影响；要用它开机请先改权限',
      en: 'checking is not affected; the counter needs to write',
    },
  },
  'quarantine.present': {
    level: 'note',
    'zh-CN': '这里留着以前坏掉的文件',
    en: 'damaged files were kept apart earlier',
    next: { 'zh-CN': '不要删，等主管处理', en: 'keep them for the supervisor' },
  },
}

/**
 * Findings as they are told: neighbouring frames with the same finding are one.
 * @returns {{ add: (one: Finding) => void, all: Finding[] }}
 */
export function collector() {
  /** @type {Finding[]} */
  const all = []
  return {
    all,
    add(one) {
      const before = all.at(-1)
      const same =
        before?.code === one.code && before.file === one.file && before.detail === one.detail && before.last
      if (same && one.first === same + 1) before.last = one.last ?? null
      else all.push({ ...one })
    },
  }
}

/** @param {Finding} finding @returns {Finding & { level: string, words: { 'zh-CN': string, en: string }, next: { 'zh-CN': string, en: string } }} for machines */
export function messageOf(finding) {
  const known = words[finding.code]
  if (known === undefined) throw new RangeError(`no words for ${finding.code}`)
  return {
    ...finding,
    level: known.level,
    words: { 'zh-CN': known['zh-CN'], en: known.en },
    next: known.next,
  }
}

/** @param {Finding} finding @returns {string} what and where, then words and next step in both languages */
export function lineOf(finding) {
  const { code, file, first, last, detail, words: said, next } = messageOf(finding)
  const frames = first === undefined ? '' : ` [${first}–${last ?? '?'}]`
  const where = `${file ?? ''}${frames}${detail ? ` (${detail})` : ''}`.trim()
  return `${code}  ${where}\n    ${said['zh-CN']}。${next['zh-CN']}。\n    ${said.en}; ${next.en}.`
}

/** @param {readonly Finding[]} findings @returns {0 | 1 | 2} 0 good · 1 damage · 2 it cannot be checked here */
export function exitCodeOf(findings) {
  const levels = findings.map(({ code }) => words[code]?.level)
  return levels.includes('damage') ? 1 : levels.includes('stop') ? 2 : 0
}
