import { dirname, join } from 'node:path'
import { canonicalJson } from '../../../shared/contract/canonical'
import type { StickAnswer, StickContent, StickLabel, StickView } from '../../../shared/contract/stick'
import {
  stickAnswerSchema,
  stickContentSchema,
  stickLabelFile,
  stickLabelSchema,
} from '../../../shared/contract/stick'
import { shanghaiDate } from '../../../shared/domain/china-time'
import type { SendingCommand } from '../../../shared/domain/decide'
import { fail, ok } from '../../../shared/domain/result'
import { refusal } from '../../../shared/domain/rule-check'
import { allowedMedia } from '../../../shared/domain/stick-rules'
import type { Core } from '../counter-core'
import { sealTo, sha256, signedContent } from '../crypto'
import type { WrittenFile } from '../stick/stick-folder'
import { composeBatches } from '../stick/compose-stick'
import { reportAll } from '../sync/report'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { currentClerk } from './sign-in'

/** Signed texts of a stick are small; a picked file that is larger is none. */
const largestLabelBytes = 4_000
const largestAnswerBytes = 8 * 1024 * 1024

/** What was written, by number; `nothing` = nobody picked a stick. */
export interface StickWritten {
  readonly numbers: number[]
  readonly operations: number
}

/**
 * Writes on a registered stick what waits to be sent, and once more every earlier file whose answer has not come: the same
 * bytes, so that a lost stick loses nothing. What was written is 结果待查 until the answer, or the line, says what became of
 * it. Errors: `sign-in.needed`, `stick.*`.
 */
export async function writeStick(core: Core): Promise<ServiceResult<StickWritten | null>> {
  const stopped = whyNot(core)
  if (stopped !== null) return refuse(stopped)
  if (core.moment.line.state === 'up') return refuse('stick.line-up')
  const path = await core.sticks.pick('label')
  if (path === null) return ok(null)
  const medium = await mediumAt(core, path)
  if (medium === null) return refuse('stick.unknown-medium')
  const folder = core.sticks.folder(core.station.epoch)
  const waiting = folder.written().filter(({ number }) => !folder.isAnswered(number))
  const fresh = await freshFile(core, waiting, medium)
  const files = fresh === null ? waiting : [...waiting, fresh]
  if (files.length === 0) return refuse('stick.nothing')
  for (const { number } of files) {
    const failed = core.sticks.write(join(dirname(path), fileName(core, number)), folder.bytes(number))
    if (failed !== null) return refuse(failed)
  }
  noteSticks(core)
  return ok({
    numbers: files.map(({ number }) => number),
    operations: files.reduce((sum, { batches }) => sum + batches.flat().length, 0),
  })
}

/**
 * Reads the centre's answer to a file of this counter and applies each outcome as an answer of the line is applied. Every
 * file is answered once, in the order of the numbers. What the centre did not take stays 结果待查 and goes into the next file.
 * Errors: `sign-in.needed`, `stick.*`.
 */
export async function readStickAnswer(
  core: Core,
): Promise<ServiceResult<{ readonly number: number } | null>> {
  const stopped = whyNot(core)
  if (stopped !== null) return refuse(stopped)
  const path = await core.sticks.pick('answer')
  if (path === null) return ok(null)
  const text = core.sticks.read(path, largestAnswerBytes)?.trim() ?? ''
  const answer = await answerIn(core, text)
  if (answer === null) return refuse('stick.unreadable')
  const file = fileOf(core, answer)
  if (!file.ok) return file
  apply(core, answer, file.value)
  core.sticks.folder(core.station.epoch).answered(answer.number, text)
  noteSticks(core)
  core.wakeSync()
  return ok({ number: answer.number })
}

/** How it stands with sticks here: from the pack, and from what was written and not answered. */
export function stickView(core: Core): StickView {
  const { enrolled, station, pack, clock, moment } = core
  const media = enrolled === null ? [] : allowedMedia(pack, station.id, shanghaiDate(clock.now()))
  return { allowed: media.length > 0, waiting: [...moment.sticksWaiting] }
}

/** Looks again at what lies in the counter's own folder. */
export function noteSticks(core: Core): void {
  const folder = core.sticks.folder(core.station.epoch)
  const numbers = folder.written().map(({ number }) => number)
  core.moment.sticksWaiting = numbers.filter((number) => !folder.isAnswered(number))
  core.changed()
}

function whyNot(core: Core): 'sign-in.needed' | 'stick.not-allowed' | null {
  if (currentClerk(core) === null) return 'sign-in.needed'
  return stickView(core).allowed ? null : 'stick.not-allowed'
}

function fileName({ station }: Core, number: number): string {
  return `${station.id}-e${String(station.epoch)}-${String(number).padStart(6, '0')}.stick`
}

/** The medium whose label was picked, when the centre signed it and the pack of today names it. */
async function mediumAt(core: Core, path: string): Promise<string | null> {
  if (!path.endsWith(stickLabelFile)) return null
  const text = await signedByCentre(
    core,
    core.sticks.read(path, largestLabelBytes)?.trim() ?? '',
    'stick-label',
  )
  const label: StickLabel | undefined =
    text === null ? undefined : stickLabelSchema.safeParse(parseJson(text)).data
  const media = allowedMedia(core.pack, core.station.id, shanghaiDate(core.clock.now()))
  return label?.realm === core.realm && media.includes(label.medium) ? label.medium : null
}

async function signedByCentre({ centreKeys }: Core, jws: string, typ: string): Promise<string | null> {
  for (const key of centreKeys?.signing() ?? []) {
    const text = await signedContent(jws, key, typ)
    if (text !== null) return text
  }
  return null
}

/** What waits and is in no file yet, numbered, sealed, kept here and marked as sent; null = nothing. */
async function freshFile(
  core: Core,
  waiting: readonly WrittenFile[],
  medium: string,
): Promise<WrittenFile | null> {
  const folder = core.sticks.folder(core.station.epoch)
  const key = core.centreKeys?.encryption()
  if (key === undefined) return null
  const covered = new Set(waiting.flatMap(({ batches }) => batches.flat()))
  const batches = await composeBatches(core, covered)
  if (batches.length === 0) return null
  const content: StickContent = stickContentSchema.parse({
    format: 'wallet-counter/stick',
    version: 1,
    suite: 'intl-1',
    realm: core.realm,
    station: core.station.id,
    epoch: core.station.epoch,
    number: (folder.written().at(-1)?.number ?? 0) + 1,
    medium,
    madeAt: core.clock.now(),
    batches,
  })
  const text = canonicalJson(content)
  const sealed = await sealTo(key.publicKeyJwk, key.keyId, await core.signer.sign(text), 'stick')
  const file = { number: content.number, contentHash: sha256(text), batches: batches.map(({ id }) => id) }
  folder.keep(file, sealed)
  const ids = new Set(core.projection.inFlight().map(({ operation }) => operation.id))
  const sent = file.batches.flat().filter((id) => ids.has(id))
  reportAll(
    core,
    sent.map((operationId): SendingCommand => ({ type: 'unanswered', operationId, cause: 'stick' })),
  )
  return file
}

async function answerIn(core: Core, text: string): Promise<StickAnswer | null> {
  const signed = await signedByCentre(core, text, 'stick-answer')
  const read = signed === null ? undefined : stickAnswerSchema.safeParse(parseJson(signed)).data
  return read !== undefined && canonicalJson(read) === signed ? read : null
}

/** The file an answer is for, when its turn has come. */
function fileOf(
  core: Core,
  { realm, station, epoch, number, contentHash, batches }: StickAnswer,
): ServiceResult<WrittenFile> {
  const folder = core.sticks.folder(core.station.epoch)
  if (realm !== core.realm || station !== core.station.id || epoch !== core.station.epoch)
    return refuse('stick.other-station')
  const file = folder.written().find((one) => one.number === number)
  if (file?.contentHash !== contentHash || file.batches.length !== batches.length)
    return refuse('stick.other-content')
  if (folder.isAnswered(number)) return fail([refusal('stick.answered-before', { data: { number } })])
  const before = folder.written().find((one) => one.number < number && !folder.isAnswered(one.number))
  return before === undefined
    ? ok(file)
    : fail([refusal('stick.missing', { data: { number: before.number } })])
}

function apply(core: Core, answer: StickAnswer, file: WrittenFile): void {
  const commands: SendingCommand[] = []
  for (const [place, batch] of answer.batches.entries()) {
    const ids = new Set(file.batches[place])
    if (!batch.ok) core.log('warn', 'stick.batch-refused', { number: answer.number, code: batch.code })
    else
      for (const { id: operationId, outcome } of batch.results)
        if (ids.has(operationId)) commands.push({ type: 'answer', operationId, outcome, via: 'answer' })
  }
  reportAll(core, commands)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
