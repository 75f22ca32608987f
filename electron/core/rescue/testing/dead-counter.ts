import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canonicalJson } from '../../../../shared/contract/canonical'
import { atShanghai } from '../../../../shared/domain/china-time'
import type { JournalEvent } from '../../../../shared/domain/events'
import type { ClerkId, OperationId, RegionKey, StationId, VisitId } from '../../../../shared/domain/ids'
import type { OperationBody, OperationPayload, Outcome } from '../../../../shared/domain/operation'
import { files } from '../../../files/files'
import { sha256 } from '../../crypto'
import { openJournal } from '../../journal/journal'
import type { Journal } from '../../journal/journal'
import { openKeyRing } from '../../journal/key-ring'
import type { Master } from '../../journal/key-ring'
import { createMaster } from '../../keys/master-keys'
import type { Protector } from '../../keys/ways'

/** A counter's folder whose journal tells of operations in every state, as a killed core leaves it. */
export interface DeadCounter {
  readonly dataDir: string
  readonly masters: readonly Master[]
  /** The frozen content by what became of it. */
  readonly payloads: Readonly<Record<Fate, OperationPayload>>
  /** Every file below the folder with its content and its times. */
  picture(): readonly string[]
  copy(): string
  remove(): void
}

/** What became of an operation before the power went. */
export const fates = ['withdrawn', 'queued', 'numbered', 'in-flight', 'unknown', 'deferred', 'done'] as const
export type Fate = (typeof fates)[number]

const at = atShanghai('2026-11-23', '09:30')
const station = 'practice-1' as StationId
const clerk = 'liyulan' as ClerkId
const visitId = randomUUID() as VisitId
const body: OperationBody = {
  kind: 'wallet-opening',
  placeOfUse: '620000/临夏回族自治州' as RegionKey,
  phone: null,
  phoneOwner: 'none',
  noticeVersion: 'practice-1',
}

export async function deadCounter(protectors: readonly Protector[]): Promise<DeadCounter> {
  const root = mkdtempSync(join(tmpdir(), 'dead-'))
  const dataDir = join(root, 'data')
  const made = await createMaster({ files, dataDir, realm: 'practice' }, at, protectors)
  if (!made.ok) throw new Error(made.error)
  const { masters } = made.value
  const journal = journalIn(dataDir, masters)
  journal.append([{ type: 'opened', station, epoch: 1, appRun: randomUUID() }])
  const payloads = fates.map((fate, index) => [fate, takeOne(journal, fate, index + 1)] as const)
  return {
    dataDir,
    masters,
    payloads: Object.fromEntries(payloads) as Record<Fate, OperationPayload>,
    picture: () => pictureOf(dataDir),
    copy: () => {
      const to = mkdtempSync(join(root, 'copy-'))
      cpSync(dataDir, to, { recursive: true, preserveTimestamps: true })
      return to
    },
    remove: () => {
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function journalIn(dataDir: string, masters: readonly Master[]): Journal {
  const folder = join(dataDir, 'journal')
  files.makeFolder(join(folder, 'segments'))
  const parts = {
    files,
    folder,
    realm: 'practice' as const,
    station,
    epoch: 1,
    ring: openKeyRing(files, folder, 'practice', station, masters),
    clock: { now: () => at },
    preallocateBytes: 65_536,
    witnesses: [],
    synced: () => undefined,
  }
  return openJournal(parts, null).journal
}

function takeOne(journal: Journal, fate: Fate, taken: number): OperationPayload {
  const payload = payloadOf(taken)
  const { id: operationId } = payload
  const canonical = canonicalJson(payload)
  const wordsHash = payload.assent.wordsHash
  journal.append([{ type: 'operation-proposed', operationId, visitId, clerk, body, wordsHash }])
  if (fate === 'withdrawn') journal.append([{ type: 'operation-withdrawn', operationId, clerk }])
  else {
    const payloadHash = sha256(canonical)
    journal.append([{ type: 'operation-taken', operationId, clerk, taken, canonical, payloadHash }])
    for (const event of afterTaking(fate, operationId, taken)) journal.append([event])
  }
  return payload
}

function afterTaking(fate: Fate, operationId: OperationId, dispatch: number): readonly JournalEvent[] {
  const sent: JournalEvent = { type: 'operation-dispatched', operationId, dispatch, link: 'ab'.repeat(32) }
  const answered = (outcome: Outcome): JournalEvent => ({
    type: 'outcome-received',
    operationId,
    outcome,
    via: 'answer',
  })
  switch (fate) {
    case 'withdrawn':
    case 'queued':
      return []
    case 'numbered':
      return [sent, { type: 'operation-not-sent', operationId }]
    case 'in-flight':
      return [sent]
    case 'unknown':
      return [sent, { type: 'operation-unanswered', operationId, cause: 'central.no-answer' }]
    case 'deferred':
      return [sent, answered({ type: 'deferred', at, opensAt: at + 1 })]
    case 'done':
      return [sent, answered({ type: 'done', at, receipt: null, deadlineAt: null })]
  }
}

function payloadOf(taken: number): OperationPayload {
  const hash = 'cd'.repeat(32)
  return {
    v: 1,
    suite: 'intl-1',
    realm: 'practice',
    station,
    epoch: 1,
    id: randomUUID() as OperationId,
    taken,
    takenAt: at,
    clerk,
    pack: 1,
    member: { name: `某${String(taken)}`, idNumber: '990203197406085828' },
    identity: {
      way: 'card',
      evidence: { readId: randomUUID(), samNumber: 'sam-1', cardType: 'resident', textHmac: hash },
      personConfirmedAt: at,
    },
    assent: { way: 'own-window', at, wordsHash: hash },
    body,
  }
}

function pictureOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const path = join(folder, name)
      const { mtimeMs, mode } = statSync(path)
      const content = statSync(path).isDirectory() ? 'folder' : sha256(readFileSync(path))
      return [name, String(mtimeMs), mode.toString(8), content].join(' ')
    })
}
