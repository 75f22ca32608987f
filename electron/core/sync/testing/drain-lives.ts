import { createPrivateKey, sign } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalJson } from '../../../../shared/contract/canonical'
import type { JournalEvent } from '../../../../shared/domain/events'
import type { OperationId } from '../../../../shared/domain/ids'
import { morningAt } from '../../../../central/testing/harness'
import { TestStation as Words, transferBody } from '../../../../central/testing/station'
import { places } from '../../../../central/testing/people'
import { filesOn } from '../../../files/files'
import type { Core } from '../../counter-core'
import { sha256 } from '../../crypto'
import { seededRandom } from '../../journal/testing/seeded'
import { simulatedDisk } from '../../journal/testing/simulated-disk'
import type { Central, CentralAnswer, CentralFailure } from '../../ports'
import { makeStation } from '../../testing/practice-counter'
import type { TestStation } from '../../testing/practice-counter'
import { drain } from '../outbox'
import { BookCentre, payersOf } from './book-centre'
import { openVisit, sendingCounter } from './sending-counter'
import { VirtualTime } from './virtual-time'

/** What one counter's lives came to. */
export interface LivesEnd {
  readonly operations: number
  /** Operations whose answer was missing at least once. */
  readonly unknown: number
  readonly crashes: number
  readonly overtaken: number
  /** Everything that must never be: empty. */
  readonly wrongs: readonly string[]
}

/** How often one payer sends; the pack allows three a day. */
const perPayer = 3
const offline: CentralFailure = { kind: 'untouched', code: 'central.offline', expected: null }
const lost: CentralFailure = { kind: 'unanswered', code: 'central.no-answer' }

/** The process is gone; nothing it does later counts. */
class Killed extends Error {}

/**
 * One counter's work over a line that loses a good third of everything, with the product's own outbox over its own journal
 * (on a disk in memory) and the centre's own operation function: killed between any two of its journal writes and opened
 * again, batches that overtake each other, until everything is answered. Everything is drawn from the seed.
 */
export async function drainLives(seed: number, operations: number): Promise<LivesEnd> {
  const random = seededRandom(seed)
  const station = makeStation(morningAt)
  mkdirSync(join(station.dataDir, 'journal'), { recursive: true })
  let disk = simulatedDisk()
  const centre = new BookCentre(station, payersOf(Math.ceil(operations / perPayer) + 1), morningAt)
  const { id, keyId } = station.start.station
  const words = new Words(id, keyId, station.publicKeyJwk, undefined as never)
  const ids: OperationId[] = []
  const unknown = new Set<OperationId>()
  const counted = { crashes: 0, overtaken: 0 }
  const time = new VirtualTime()
  let calm = false
  for (;;) {
    const life = { dead: false, writesLeft: calm ? Infinity : 1 + Math.floor(random() * 24) }
    const opened = await sendingCounter(station, unset, filesOn(disk))
    const core = mortal(opened.core, life, unknown)
    const over = line(centre, time, life, () => (calm ? 0.999 : random()), counted)
    const living: Core = { ...core, signer: signerOf(station), central: () => over }
    try {
      const visit = openVisit(living)
      while (ids.length < operations && centre.complaints.length === 0) {
        const most = random() < 0.2 ? 300 : 60
        const more = Math.min(operations - ids.length, 1 + Math.floor(random() * most))
        takeMany(living, visit, more, words, centre, ids)
        await drained(living, time)
      }
      // the last of it goes in peace, so that a run ends
      calm = living.projection.waiting().count < 60
      if (calm) life.writesLeft = Infinity
      while (living.projection.waiting().count > 0 && centre.complaints.length === 0)
        await drained(living, time)
      return { operations, unknown: unknown.size, ...counted, wrongs: wrongsOf(living, centre, ids) }
    } catch (error) {
      if (!(error instanceof Killed)) throw error
      counted.crashes += 1
      // what was acknowledged is there; the page cache outlives the process
      disk = disk.killed()
    } finally {
      life.dead = true
      if (calm) station.remove()
    }
  }
}

const unset: Central = {
  batch: () => Promise.resolve({ ok: false, failure: offline }),
  operations: () => Promise.resolve({ ok: false, failure: offline }),
  changes: () => Promise.resolve({ ok: false, failure: offline }),
  ownOperations: () => Promise.resolve({ ok: false, failure: offline }),
  member: () => Promise.resolve({ ok: false, failure: offline }),
  payee: () => Promise.resolve({ ok: false, failure: offline }),
  premiums: () => Promise.resolve({ ok: false, failure: offline }),
  findOperation: () => Promise.resolve({ ok: false, failure: offline }),
  withdrawElsewhere: () => Promise.resolve({ ok: false, failure: offline }),
  movements: () => Promise.resolve({ ok: false, failure: offline }),
  looks: () => Promise.resolve({ ok: false, failure: offline }),
  institutions: () => Promise.resolve({ ok: false, failure: offline }),
  tellLook: () => Promise.resolve({ ok: false, failure: offline }),
  township: () => Promise.resolve({ ok: false, failure: offline }),
  complaint: () => Promise.resolve({ ok: false, failure: offline }),
  closeDay: () => Promise.resolve({ ok: false, failure: offline }),
  askApprovals: () => Promise.resolve({ ok: false, failure: offline }),
  approvalRequests: () => Promise.resolve({ ok: false, failure: offline }),
  decideApproval: () => Promise.resolve({ ok: false, failure: offline }),
  approvalCode: () => Promise.resolve({ ok: false, failure: offline }),
  approvalSecret: () => Promise.resolve({ ok: false, failure: offline }),
  status: () => Promise.resolve({ ok: false, failure: offline }),
  clerks: () => Promise.resolve({ ok: false, failure: offline }),
  rulePacks: () => Promise.resolve({ ok: false, failure: offline }),
  centreKeys: () => Promise.resolve({ ok: true, value: [] }),
  close: () => undefined,
}

/** Core that dies before one of its journal writes, and writes nothing afterwards. */
function mortal(core: Core, life: { dead: boolean; writesLeft: number }, unknown: Set<OperationId>): Core {
  return {
    ...core,
    commit: (events: readonly JournalEvent[]) => {
      if (events.length === 0) return
      if (life.dead || life.writesLeft-- <= 0) {
        life.dead = true
        throw new Killed()
      }
      core.commit(events)
      for (const event of events) if (event.type === 'operation-unanswered') unknown.add(event.operationId)
    },
  }
}

/** One drain, as long as it takes: time passes while it waits. */
async function drained(core: Core, time: VirtualTime): Promise<void> {
  const end = { over: false }
  const draining = drain(core).finally(() => {
    end.over = true
  })
  const passing = async (): Promise<void> => {
    await time.until(() => end.over, Infinity)
    if (!end.over) throw new Error('a drain that waits for nothing')
  }
  await Promise.all([draining, passing()])
}

/** The station's signature in the turn it is asked for: which batch leaves first is not up to the machine. */
function signerOf({ start }: TestStation): Core['signer'] {
  const { keyId, privateKeyJwk } = start.station
  const key = createPrivateKey({ key: privateKeyJwk, format: 'jwk' })
  const head = base64url(JSON.stringify({ alg: 'EdDSA', kid: keyId }))
  return {
    keyId,
    sign: (text) => {
      const signed = `${head}.${base64url(text)}`
      return Promise.resolve(`${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`)
    },
    // nobody lays a slip down in these lives
    verify: () => Promise.resolve(null),
  }
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url')

/** How much passes over a connection: an operation in a batch is three times as long as a question about it. */
const weightOfBatch = 30
const weightOfQuestion = (ids: number): number => 1 + ids / 10
const connectionLife = 100
const slowestMs = 4

/**
 * The line, as TCP has it: a connection dies after a while and takes everything with it that is on its way, whether
 * or not it has arrived; some take longer than the one behind them. A connection that was made does not always stay.
 */
function line(
  centre: BookCentre,
  time: VirtualTime,
  life: { readonly dead: boolean },
  random: () => number,
  counted: { overtaken: number },
): Central {
  const livesFor = (): number => Math.floor(random() * connectionLife)
  const connection = { number: 0, left: livesFor() }
  const over = <T>(
    weight: number,
    work: () => CentralAnswer<T> | Promise<CentralAnswer<T>>,
  ): Promise<CentralAnswer<T>> => {
    const { number } = connection
    const arrive = async (): Promise<CentralAnswer<T>> => {
      if (number === connection.number) connection.left -= weight
      if (number === connection.number && connection.left < 0)
        Object.assign(connection, { number: number + 1, left: livesFor() })
      const cut = number !== connection.number
      const refused = cut && random() < 0.15
      const answer = refused || (cut && random() < 0.4) ? null : await work()
      if (answer?.ok === false && answer.failure.code === 'sync.expected') counted.overtaken += 1
      if (answer !== null && !cut) return answer
      return { ok: false, failure: refused ? offline : lost }
    }
    return new Promise((resolve) => {
      time.schedule(
        async () => {
          const answer = await arrive()
          // after a kill nobody is there any more to hear it
          if (!life.dead) resolve(answer)
        },
        Math.floor(random() * slowestMs),
      )
    })
  }
  const inDoubt = new Set<OperationId>()
  return {
    ...unset,
    batch: async (batch) => {
      if (batch.id.some((id) => inDoubt.has(id))) centre.complaints.push('sent again without asking')
      const answer = await over(weightOfBatch, async () => {
        const first = await centre.batch(batch)
        // somebody on the way says it twice
        if (random() < 0.1) await centre.batch(batch)
        return first
      })
      if (!answer.ok && answer.failure.kind === 'unanswered') for (const id of batch.id) inDoubt.add(id)
      return answer
    },
    operations: async (_station, ids) => {
      const answer = await over(weightOfQuestion(ids.length), () => centre.operations(ids))
      if (answer.ok) for (const id of ids) inDoubt.delete(id)
      return answer
    },
  }
}

/** Takes operations as submits do, in one journal batch: what is proved here is what comes after. */
function takeMany(
  core: Core,
  visitId: ReturnType<typeof openVisit>,
  count: number,
  words: Words,
  centre: BookCentre,
  ids: OperationId[],
): void {
  const first = core.projection.taken() + 1
  const taken = Array.from({ length: count }, (_, n) => {
    const at = Math.floor((first + n - 1) / perPayer)
    const [payer, payee] = [centre.payers[at], centre.payers[at + 1]]
    if (payer === undefined || payee === undefined) throw new Error('nobody to pay')
    const body = transferBody({ ...payee, insuredRegion: places.open }, 1 + ((first + n) % perPayer))
    return { ...words.payload(payer, body, morningAt - 60_000), taken: first + n }
  })
  core.commit(
    taken.flatMap((payload): readonly JournalEvent[] => {
      const canonical = canonicalJson(payload)
      const { id: operationId, clerk, body, taken: number } = payload
      const proposed = { operationId, visitId, clerk, body, wordsHash: payload.assent.wordsHash }
      return [
        { type: 'operation-proposed', ...proposed },
        {
          type: 'operation-taken',
          operationId,
          clerk,
          taken: number,
          canonical,
          payloadHash: sha256(canonical),
        },
      ]
    }),
  )
  // acknowledged only now: a kill before it takes nothing
  ids.push(...taken.map(({ id }) => id))
}

function wrongsOf(core: Core, centre: BookCentre, ids: readonly OperationId[]): readonly string[] {
  const wrongs = [...centre.complaints, ...centre.wrongs()]
  const numbers = new Set<number>()
  for (const id of ids) {
    const operation = core.projection.operation(id)?.operation
    if (operation?.state !== 'done') wrongs.push(`${id} is ${operation?.state ?? 'not there'}`)
    else if (operation.dispatch !== null) numbers.add(operation.dispatch)
    const effects = centre.effects.get(id) ?? 0
    if (effects !== 1) wrongs.push(`${id} moved money ${String(effects)} times`)
  }
  if (centre.effects.size !== ids.length) wrongs.push('the centre carried out what nobody took')
  if (numbers.size !== ids.length || Math.max(...numbers) !== ids.length)
    wrongs.push('the numbers are not one after the other')
  return wrongs
}
