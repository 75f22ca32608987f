import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { rescueFileSchema } from '../../../shared/contract/rescue'
import { nodeDisk } from '../../files/disk'
import { files, filesOn } from '../../files/files'
import { lockFolder } from '../journal/folder-lock'
import { masterFilePath } from '../keys/master-file'
import { makeRecoveryKey } from '../keys/recovery-key'
import type { RecoveryPrivateFile, RecoveryPublicKey } from '../keys/recovery-key'
import { TestKeychain } from '../keys/testing/test-keychain'
import type { Protector } from '../keys/ways'
import { deadCounter } from '../rescue/testing/dead-counter'
import type { DeadCounter } from '../rescue/testing/dead-counter'
import type { Surroundings } from './call'
import { runTool } from './tool'

vi.setConfig({ testTimeout: 60_000 })

const passphrase = 'correct horse battery'
const other = 'another horse battery'
let pair: { publicFile: RecoveryPublicKey; privateFile: RecoveryPrivateFile }
beforeAll(async () => {
  pair = await makeRecoveryKey(passphrase, 1)
}, 60_000)

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end()
})

interface Ran {
  readonly code: number
  readonly said: string
}

interface World {
  readonly folder: string
  /** Writes a file beside the counter's folder and gives its path. */
  file(name: string, content: unknown): string
  run(argv: readonly string[], changes?: Partial<Surroundings>): Promise<Ran>
}

function world(): World {
  const folder = mkdtempSync(join(tmpdir(), 'tool-'))
  ends.push(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    folder,
    file(name, content) {
      const path = join(folder, name)
      writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
      return path
    },
    async run(argv, changes = {}) {
      const said: string[] = []
      const code = await runTool(argv, 'zh-CN', {
        files,
        say: (line) => said.push(line),
        askSecret: () => Promise.resolve(null),
        now: () => 7,
        lockFolder,
        resolve: (path) => resolve(folder, path),
        ...changes,
      })
      return { code, said: said.join('\n') }
    },
  }
}

async function counter(...protectors: Protector[]): Promise<DeadCounter> {
  const dead = await deadCounter(protectors)
  ends.push(() => {
    dead.remove()
  })
  return dead
}

/** A terminal at which these are typed one after the other. */
function typing(...typed: string[]): Partial<Surroundings> & { readonly labels: string[] } {
  const labels: string[] = []
  return {
    labels,
    askSecret: (label) => {
      labels.push(label)
      return Promise.resolve(typed.shift() ?? null)
    },
  }
}

describe('the command line', () => {
  it('that is empty, unknown or wrong is answered with the usage and code 2', async () => {
    const { run } = world()
    for (const argv of [
      [],
      ['dance'],
      ['__proto__'],
      ['rescue'],
      ['rescue', 'a', 'b'],
      ['rescue', '--wrong'],
    ]) {
      const { code, said } = await run(argv)
      expect(code, argv.join(' ')).toBe(2)
      expect(said).toContain('用法')
    }
    expect(await run(['help'])).toMatchObject({ code: 0 })
  })

  it('speaks the other language when asked', async () => {
    const { run } = world()
    expect((await run(['rescue', 'nowhere', '--to', 'x.json', '--lang', 'en'])).said).toContain(
      'there is no folder',
    )
    expect((await run(['rescue', 'nowhere', '--to', 'x.json'])).said).toContain('没有这个文件夹')
  })

  it('names a bug as one, with code 1', async () => {
    const { run } = world()
    const lock = () => Promise.reject(new Error('odd'))
    const dead = await counter({ by: 'practice' })
    const { code, said } = await run(['protect', dead.dataDir, '--rotate'], { lockFolder: lock })
    expect(code).toBe(1)
    expect(said).toContain('工具出了错：Error: odd')
  })
})

describe('recovery-key', () => {
  it('makes both halves for their owner only, the private one locked; never twice', async () => {
    const { run, folder } = world()
    const terminal = typing(passphrase, passphrase)
    const { code, said } = await run(['recovery-key', '--to', 'safe'], terminal)
    expect(code).toBe(0)
    expect(terminal.labels).toEqual(['新的口令（至少 12 个字，或者 4 个词）：', '再输一次：'])
    const path = join(folder, 'safe/recovery-private-key.json')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(said).toContain(path)
    expect(readFileSync(path, 'utf8')).not.toContain('"d"')
    const again = await run(['recovery-key', '--to', 'safe'], typing(passphrase, passphrase))
    expect(again).toMatchObject({ code: 1, said: expect.stringContaining('没有覆盖') as unknown })
  })

  it.each([
    ['short', 'short', '口令太短'],
    ['aaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaa', '口令太简单'],
    [passphrase, other, '两次输入的口令不一样'],
  ])('takes no %j then %j', async (first, second, why) => {
    const { run, folder } = world()
    const { code, said } = await run(['recovery-key', '--to', 'safe'], typing(first, second))
    expect(code).toBe(1)
    expect(said).toContain(why)
    expect(files.kind(join(folder, 'safe'))).toBeNull()
  })

  it('without a terminal wants a file for the passphrase', async () => {
    const { run, file } = world()
    expect((await run(['recovery-key', '--to', 'safe'])).said).toContain('--new-passphrase-file')
    const from = (path: string) => run(['recovery-key', '--to', 'safe', '--new-passphrase-file', path])
    expect((await from('nowhere.txt')).said).toContain('口令文件 nowhere.txt 读不出来')
    expect(await from(file('pass.txt', `\uFEFF${passphrase}\r\nsecond line`))).toMatchObject({ code: 0 })
  })
})

describe('protect', () => {
  it('puts a passphrase in the place of the clear practice key, adds a recovery key, and rotates', async () => {
    const { run, file } = world()
    const dead = await counter({ by: 'practice' })
    const publicKey = file('public.json', pair.publicFile)
    const pass = file('pass.txt', passphrase)
    const first = await run([
      ...['protect', dead.dataDir, '--add-recovery-key', publicKey],
      ...['--new-passphrase-file', pass, '--keychain', '--rotate'],
    ])
    expect(first).toMatchObject({ code: 0 })
    expect(first.said).toContain('救援钥匙、开机口令、系统钥匙串')
    expect(first.said).toContain('系统钥匙串就接管了')
    const text = readFileSync(masterFilePath(dead.dataDir), 'utf8')
    expect(text).not.toContain('"practice",\n          "key"')
    expect(text).not.toContain(dead.masters[0]?.id)

    // now only the passphrase opens it, and a rotation wants it again
    expect((await run(['protect', dead.dataDir, '--rotate'], typing(other))).said).toContain('口令不对')
    expect(await run(['protect', dead.dataDir, '--rotate'], typing(passphrase))).toMatchObject({ code: 0 })
    // a forgotten one is replaced by way of the recovery key
    const key = file('private.json', pair.privateFile)
    const replaced = await run(
      ['protect', dead.dataDir, '--new-passphrase', '--recovery-key', key],
      typing(passphrase, other, other),
    )
    expect(replaced).toMatchObject({ code: 0 })
    expect(await run(['protect', dead.dataDir, '--rotate'], typing(other))).toMatchObject({ code: 0 })
    expect(await run(['rescue', dead.dataDir, '--to', 'out.json'], typing(other))).toMatchObject({ code: 0 })
  })

  it('says what it will not do', async () => {
    const { run, file } = world()
    const dead = await counter({ by: 'practice' })
    const before = dead.picture()
    expect((await run(['protect', dead.dataDir])).said).toContain('没有说要改什么')
    expect((await run(['protect', dead.dataDir, '--keychain'])).said).toContain('平时就打不开了')
    const odd = file('odd.json', pair.privateFile)
    expect((await run(['protect', dead.dataDir, '--add-recovery-key', odd])).said).toContain(
      '不是救援钥匙文件',
    )
    expect(dead.picture()).toEqual(before)
  })

  it('keeps out while the counter runs, and names a folder that cannot be written', async () => {
    const { run, file } = world()
    const dead = await counter({ by: 'practice' })
    const release = await lockFolder(dead.dataDir)
    const pass = file('pass.txt', passphrase)
    const asked = ['protect', dead.dataDir, '--new-passphrase-file', pass]
    expect(await run(asked)).toMatchObject({
      code: 1,
      said: expect.stringContaining('柜台程序还开着') as unknown,
    })
    release()
    const before = dead.picture()
    for (const [code, words] of [
      ['EROFS', '不能写'],
      ['ENOSPC', '磁盘满了'],
    ] as const) {
      const refusing = filesOn({
        ...nodeDisk,
        open: (path, how) => {
          if (how === 'read') return nodeDisk.open(path, how)
          throw Object.assign(new Error('refused'), { code })
        },
      })
      const { said } = await run(asked, { files: refusing })
      expect(said).toContain(words)
    }
    expect(dead.picture()).toEqual(before)
  })
})

describe('rescue', () => {
  const byRecovery = () =>
    counter({ by: 'keychain', keychain: new TestKeychain() }, { by: 'recovery', publicKey: pair.publicFile })

  it('writes the file for the centre, for its owner only, and says what to do with it', async () => {
    const { run, file, folder } = world()
    const dead = await byRecovery()
    const before = dead.picture()
    const key = file('private.json', pair.privateFile)
    const argv = ['rescue', dead.dataDir, '--to', 'out/rescue.json', '--recovery-key', key]
    const { code, said } = await run(argv, typing(passphrase))
    expect(code).toBe(0)
    const path = join(folder, 'out/rescue.json')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(rescueFileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).operations).toHaveLength(4)
    expect(said).toContain('取出了 4 笔业务：没发出的 2 笔，发出了不知道结果的 2 笔')
    expect(said).toContain('另有 1 笔中心已经收到')
    expect(said).toContain(`import-rescue ${path}`)
    expect(dead.picture()).toEqual(before)
    expect(await run(argv, typing(passphrase))).toMatchObject({
      code: 1,
      said: expect.stringContaining('没有覆盖') as unknown,
    })
  })

  it('says why not: key, passphrase, folder, target', async () => {
    const { run, file } = world()
    const dead = await byRecovery()
    const key = file('private.json', pair.privateFile)
    const to = ['--to', 'rescue.json']
    const saidOf = async (argv: readonly string[], ...typed: string[]): Promise<string> => {
      const { code, said } = await run(['rescue', ...argv], typing(...typed))
      expect(code).toBe(1)
      return said
    }
    expect(await saidOf([dead.dataDir, ...to])).toContain('系统钥匙串保管，这里打不开')
    expect(await saidOf([dead.dataDir, ...to, '--recovery-key', key], other)).toContain('救援钥匙的口令不对')
    expect(await saidOf([dead.dataDir, ...to, '--recovery-key', key])).toContain('没有终端可以问口令')
    const foreign = file('foreign.json', (await makeRecoveryKey(passphrase, 1)).privateFile)
    expect(await saidOf([dead.dataDir, ...to, '--recovery-key', foreign], passphrase)).toContain(
      '不是给这台柜台用的',
    )
    expect(await saidOf(['nowhere', ...to])).toContain('没有这个文件夹')
    expect(await saidOf([join(dead.dataDir, 'journal'), ...to])).toContain('没有柜台的数据')
    dead.copy()
    expect(await saidOf([join(dead.dataDir, '..'), ...to])).toContain('好几个窗口的数据')
    const inside = join(dead.dataDir, 'rescue.json')
    expect(await saidOf([dead.dataDir, '--to', inside])).toContain('一个字都不能动')
    const plain = await counter({ by: 'passphrase', passphrase })
    expect(await saidOf([plain.dataDir, ...to, '--recovery-key', key], passphrase)).toContain(
      '没有配过救援钥匙',
    )
  })

  it('of a damaged journal names the frames, and goes on only when told to', async () => {
    const { run, folder } = world()
    const dead = await counter({ by: 'practice' })
    const segment = join(dead.dataDir, 'journal/segments/00000001.segment')
    const bytes = readFileSync(segment)
    bytes[4000] = (bytes[4000] ?? 0) ^ 4
    writeFileSync(segment, bytes)
    const refused = await run(['rescue', dead.dataDir, '--to', 'rescue.json'])
    expect(refused.code).toBe(1)
    expect(refused.said).toMatch(/00000001\.segment 从第 \d+ 条起读不出来/)
    expect(refused.said).toContain('--despite-damage')
    expect(files.kind(join(folder, 'rescue.json'))).toBeNull()
    const done = await run(['rescue', dead.dataDir, '--to', 'rescue.json', '--despite-damage'])
    expect(done.code).toBe(0)
    expect(done.said).toContain('请对照凭条补办')
  })

  it('reads a folder that nobody may write', async () => {
    const { run, folder } = world()
    const dead = await counter({ by: 'practice' })
    const readOnly = dead.copy()
    for (const path of [readOnly, join(readOnly, 'journal'), join(readOnly, 'journal/segments')])
      chmodSync(path, 0o500)
    mkdirSync(join(folder, 'stick'))
    expect(await run(['rescue', readOnly, '--to', 'stick/rescue.json'])).toMatchObject({ code: 0 })
    for (const path of [readOnly, join(readOnly, 'journal'), join(readOnly, 'journal/segments')])
      chmodSync(path, 0o700)
  })
})
