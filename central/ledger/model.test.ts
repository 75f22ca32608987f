import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OperationPayload } from '../../shared/domain/operation'
import type { Fen, OperationId } from '../../shared/domain/ids'
import type { Outcome } from '../../shared/domain/operation'
import type { Database } from '../database'
import { workDue } from '../operations/due'
import { openPostgres } from '../postgres'
import type { MemberSeed } from '../resources'
import { setUpMs } from '../testing/harness'
import type { Instance } from '../testing/instance'
import { instanceOn, seededDatabase } from '../testing/instance'
import { newMember } from '../testing/people'
import type { TestPostgres } from '../testing/postgres'
import { startPostgres } from '../testing/postgres'
import type { TestStation } from '../testing/station'
import { newStation, receiveBody, transferBody } from '../testing/station'
import { accountOf } from './ledger'
import { verifyLedger } from './verify'

/** How many random histories; `npm run soak centre` asks for more. */
const runs = Number(process.env['SOAK_COUNT'] ?? 12)
const seed = Number(process.env['SOAK_SEED'] ?? 1)
/** Every round is verified as a whole: a database takes so many histories, then the next is a new one. */
const historiesPerDatabase = 25
const startFen = 500_000
const dayMs = 86_400_000

let postgres: TestPostgres
let databases: readonly Database[] = []
let instances: readonly [Instance, Instance]
beforeAll(async () => {
  postgres = await startPostgres()
}, setUpMs)
afterAll(async () => {
  await closeDatabases()
  await postgres.stop()
}, setUpMs)

async function closeDatabases(): Promise<void> {
  await Promise.all(databases.map((database) => database.close()))
}

/** Two instances on a new database, their clocks on its first morning. */
async function startAnew(): Promise<void> {
  await closeDatabases()
  const url = await seededDatabase(postgres)
  const [one, two] = [await openPostgres(url), await openPostgres(url)]
  databases = [one, two]
  instances = [instanceOn(one), instanceOn(two)]
}

/** What the model knows: what everybody can spend, and what is on its way to whom. */
class Model {
  readonly account: number[]
  readonly wallet: number[]
  readonly pending = new Map<OperationId, { payer: number; payee: number; fen: number }>()

  constructor(people: number) {
    this.account = Array.from({ length: people }, () => startFen)
    this.wallet = Array.from({ length: people }, () => 0)
  }

  sent(id: OperationId, payer: number, payee: number, fen: number): void {
    this.account[payer] = (this.account[payer] ?? 0) - fen
    this.pending.set(id, { payer, payee, fen })
  }

  received(id: OperationId): void {
    const { payee, fen } = this.pending.get(id) ?? { payee: -1, fen: 0 }
    this.wallet[payee] = (this.wallet[payee] ?? 0) + fen
    this.pending.delete(id)
  }

  returnAll(): void {
    for (const { payer, fen } of this.pending.values()) this.account[payer] = (this.account[payer] ?? 0) + fen
    this.pending.clear()
  }
}

interface Town {
  readonly people: readonly MemberSeed[]
  readonly stations: readonly TestStation[]
}

const people = 4
const stations = 3
const index = fc.nat(people - 1)
const act = fc.oneof(
  fc.record({
    act: fc.constant('send' as const),
    payer: index,
    payee: index,
    yuan: fc.integer({ min: 1, max: 2100 }),
  }),
  fc.record({ act: fc.constant('receive' as const), nth: fc.nat(3), by: index }),
)
/** Rounds of what all stations do at the same time, with a night between some of them. */
const history = fc.array(
  fc.record({
    night: fc.boolean(),
    acts: fc.array(fc.array(act, { minLength: 1, maxLength: 4 }), {
      minLength: stations,
      maxLength: stations,
    }),
  }),
  { minLength: 2, maxLength: 5 },
)

it(
  `moves money as the model does, whatever many stations do at once: ${runs} histories, seed ${seed}`,
  async () => {
    const sums = { histories: 0, rounds: 0, operations: 0, databases: 0 }
    await fc.assert(
      fc.asyncProperty(history, async (rounds) => {
        if (sums.histories++ % historiesPerDatabase === 0) {
          await startAnew()
          sums.databases++
        }
        const town = await newTown()
        const model = new Model(people)
        for (const { night, acts } of rounds) {
          if (night) {
            for (const { clock } of instances) clock.forwardTo(clock.now() + dayMs)
            await Promise.all(instances.map((instance) => workDue(instance)))
            await workDue(instances[0])
            model.returnAll()
          }
          const answers = await Promise.all(
            acts.map((own, n) =>
              sendAll(
                town.stations[n],
                instances[n % 2 === 0 ? 0 : 1],
                own.flatMap((one) => payloadOf(town, model, n, one)),
              ),
            ),
          )
          // whatever order they came in, what the centre said it did is what happened
          for (const { payload, outcome } of answers.flat()) noteSent(model, town, payload, outcome)
          for (const { payload, outcome } of answers.flat())
            if (payload.body.kind === 'receive' && outcome.type === 'done')
              model.received(payload.body.transferId)
          await compare(model, town)
          sums.rounds++
          sums.operations += answers.flat().length
        }
      }),
      { numRuns: runs, seed },
    )
    process.stdout.write(`model seed ${seed}: ${JSON.stringify(sums)}\n`)
  },
  runs * 10_000,
)

async function newTown(): Promise<Town> {
  const { db } = instances[0]
  const all: MemberSeed[] = []
  const counters: TestStation[] = []
  for (let n = 0; n < people; n++) all.push(await newMember(db, { personalAccountFen: startFen as Fen }))
  for (let n = 0; n < stations; n++) counters.push(await newStation(db))
  return { people: all, stations: counters }
}

function payloadOf(
  { people: all, stations: counters }: Town,
  model: Model,
  station: number,
  one: typeof act extends fc.Arbitrary<infer T> ? T : never,
): readonly OperationPayload[] {
  const counter = counters[station]
  const { clock } = instances[0]
  if (counter === undefined) return []
  if (one.act === 'send') {
    const [payer, payee] = [all[one.payer], all[one.payee]]
    if (payer === undefined || payee === undefined) return []
    return [counter.payload(payer, transferBody(payee, one.yuan), clock.now())]
  }
  const waiting = [...model.pending.entries()][one.nth]
  const by = all[one.by]
  if (waiting === undefined || by === undefined) return []
  return [counter.payload(by, receiveBody(waiting[0], waiting[1].fen / 100), clock.now())]
}

interface Done {
  readonly payload: OperationPayload
  readonly outcome: Outcome
}

async function sendAll(
  station: TestStation | undefined,
  instance: Instance,
  payloads: readonly OperationPayload[],
): Promise<readonly Done[]> {
  if (station === undefined || payloads.length === 0) return []
  const batch = await station.batch(payloads)
  const answer = await instance.work(batch)
  if (!answer.ok) throw new Error(JSON.stringify(answer.error))
  station.sent(batch)
  return answer.value.results.map(({ outcome }, n) => ({ payload: payloads[n] as OperationPayload, outcome }))
}

function noteSent(
  model: Model,
  { people: all }: Town,
  { id, member, body }: OperationPayload,
  outcome: Outcome,
): void {
  if (body.kind !== 'transfer' || outcome.type !== 'done') return
  const numberOf = (idNumber: string): number => all.findIndex((one) => one.idNumber === idNumber)
  model.sent(id, numberOf(member.idNumber), numberOf(body.payee.idNumber), body.amountFen)
}

async function compare(model: Model, { people: all }: Town): Promise<void> {
  const report = await verifyLedger(instances[0].db)
  expect(report.findings).toEqual([])
  expect(report.sum).toBe(0)
  const posted = new Map(report.accounts.map(({ id, balanceFen }) => [id, balanceFen]))
  expect(all.map(({ id }) => posted.get(accountOf('personal-account', id)))).toEqual(model.account)
  expect(all.map(({ id }) => posted.get(accountOf('wallet', id)))).toEqual(model.wallet)
  const held = all.reduce((sum, { id }) => sum + (posted.get(accountOf('reservation', id)) ?? 0), 0)
  expect(held).toBe([...model.pending.values()].reduce((sum, { fen }) => sum + fen, 0))
}
