import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { v7 } from 'uuid'
import { clockFrom } from '../../../central/clock'
import { openPractice } from '../../../central/open-practice'
import { importFile } from '../../../central/rescue/import-file'
import { readPracticeResources } from '../../../central/resources'
import { quietLog } from '../../../central/testing/quiet-log'
import type { OperationForm } from '../../../shared/contract/counter'
import type { OperationId } from '../../../shared/domain/ids'
import { files } from '../../files/files'
import { lockFolder } from '../journal/folder-lock'
import { runTool } from '../journal-tool/tool'
import {
  makeStation,
  morning,
  openCounter,
  personOf,
  prepareCentres,
  startCentre,
} from '../testing/practice-counter'
import type { OpenCounter } from '../testing/practice-counter'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

beforeAll(prepareCentres)

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const passphrase = 'correct horse battery'
const startFen = 328_640

const opening: OperationForm = {
  kind: 'wallet-opening',
  placeOfUse: '620000/临夏回族自治州',
  phone: '138 0000 1234',
  phoneOwner: 'self',
  phoneRelation: '',
  noticeGiven: 'read-by-oneself',
  placeReason: '',
}

function transfer(amount: string): OperationForm {
  const payee = personOf('li-xiaomei')
  return {
    kind: 'transfer',
    source: 'personal-account',
    payeeName: payee.name,
    payeeIdNumber: payee.idNumber,
    payeeRegion: '320000/苏州市',
    payeeIdentity: 'typed',
    relation: '30',
    commitment: '',
    amount,
  }
}

async function take(counter: OpenCounter, visitId: string, form: OperationForm): Promise<OperationId> {
  const operationId = v7() as OperationId
  const { wordsHash } = await counter.counter.propose({ operationId, visitId, form })
  await counter.member.answer({ operationId, wordsHash, answer: 'agree' })
  await counter.counter.take({ operationId })
  return operationId
}

const stateOf = ({ core }: OpenCounter, id: OperationId): string =>
  core.projection.operation(id)?.operation.state ?? ''

/** `npm run journal`, with a passphrase from a file. */
async function tool(folder: string, ...argv: readonly string[]): Promise<string> {
  const said: string[] = []
  const code = await runTool(argv, 'zh-CN', {
    files,
    say: (line) => said.push(line),
    askSecret: () => Promise.resolve(null),
    now: () => morning,
    lockFolder,
    resolve: (path) => resolve(folder, path),
  })
  if (code !== 0) throw new Error(said.join('\n'))
  return said.join('\n')
}

test('a counter dies with work not sent: its disk and the recovery key bring it to the centre, exactly once', async () => {
  const station = makeStation()
  ends.push(() => station.remove())
  const desk = mkdtempSync(join(tmpdir(), 'desk-'))
  ends.push(() => {
    rmSync(desk, { recursive: true, force: true })
  })
  const centre = await startCentre(station)
  const counter = await openCounter(station, centre)
  await counter.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
  counter.lay('wang-xiuying')
  await counter.until(() => counter.view().visit?.factsState === 'current', 'facts')
  const visitId = counter.view().visit?.visitId ?? ''
  await counter.counter.confirmPerson({ visitId, same: true })

  const wallet = await take(counter, visitId, opening)
  await counter.until(() => stateOf(counter, wallet) === 'done', 'wallet open')
  await counter.until(() => counter.view().visit?.facts?.wallet !== null, 'wallet in the facts')
  // carried out, and the answer never seen
  await centre.obey({ type: 'fault', mode: 'slow-work' })
  const unknown = await take(counter, visitId, transfer('650.00'))
  while (!JSON.stringify(await centre.obey({ type: 'ledger' })).includes('65000'))
    await new Promise((resolve) => setTimeout(resolve, 20))
  await centre.obey({ type: 'line', up: false })
  await counter.until(() => stateOf(counter, unknown) === 'unknown', 'no answer')
  await counter.until(() => counter.view().line.state === 'down', 'line down')
  // taken without a line
  const queued = await take(counter, visitId, transfer('120.50'))
  expect(stateOf(counter, queued)).toBe('queued')
  counter.stop()
  await centre.close()

  // its disk, behind a passphrase nobody remembers, and the organisation's recovery key
  const disk = join(desk, 'disk')
  for (const name of ['keys', 'journal'])
    cpSync(join(station.dataDir, name), join(disk, name), { recursive: true })
  writeFileSync(join(desk, 'safe.txt'), passphrase)
  writeFileSync(join(desk, 'forgotten.txt'), 'nobody knows this one')
  await tool(desk, 'recovery-key', '--to', 'safe', '--new-passphrase-file', 'safe.txt')
  await tool(
    desk,
    ...['protect', disk, '--add-recovery-key', 'safe/recovery-public-key.json'],
    ...['--new-passphrase-file', 'forgotten.txt', '--rotate'],
  )
  const keyAlone = ['--recovery-key', 'safe/recovery-private-key.json', '--passphrase-file', 'safe.txt']
  const said = await tool(desk, 'rescue', disk, '--to', 'rescue.json', ...keyAlone)
  expect(said).toContain('取出了 2 笔业务：没发出的 1 笔，发出了不知道结果的 1 笔')
  const rescued = readFileSync(join(desk, 'rescue.json'), 'utf8')
  for (const id of [unknown, queued]) expect(rescued).toContain(id)

  // the centre takes it in, as often as somebody likes
  const imported = async (): Promise<readonly string[]> => {
    const lines: string[] = []
    const code = await importFile({
      file: join(desk, 'rescue.json'),
      by: 'zhang',
      open: () =>
        openPractice({
          dataDir: join(station.dataDir, 'centre'),
          image: null,
          resources: readPracticeResources(resolve('resources')),
          clock: clockFrom(morning + 60_000, () => 0),
          log: quietLog,
        }),
      say: (line) => lines.push(line),
    })
    expect(code).toBe(0)
    return lines.slice(1)
  }
  expect(await imported()).toEqual(['carried out now, done: 1', 'known before, done: 1'])
  expect(await imported()).toEqual(['known before, done: 2'])

  // the books are right, and a counter that comes back to life changes nothing in them
  const again = await startCentre(station, morning + 120_000)
  ends.push(() => again.close())
  const ledger = await again.obey({ type: 'ledger' })
  expect(ledger).toMatchObject({ ok: true, sum: 0 })
  const alive = await openCounter(station, again)
  ends.push(() => {
    alive.stop()
  })
  await alive.until(() => stateOf(alive, queued) === 'done' && stateOf(alive, unknown) === 'done', 'answered')
  await alive.until(
    () => alive.view().visit?.facts?.personalAccountFen === startFen - 65_000 - 12_050,
    'debited once each',
  )
  expect(await again.obey({ type: 'ledger' })).toEqual(ledger)
})
