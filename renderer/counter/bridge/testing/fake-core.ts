import { implement } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { counterContract } from '../../../../shared/contract/counter'
import type { StoreState, StoreWatch } from '../../../../shared/contract/store'
import type { CounterView } from '../../../../shared/contract/view'
import type { Refusal } from '../../../../shared/domain/operation'
import type { Bridge } from '../bridge'

/** What the pages asked core for: the procedure's path and its input. */
export interface Asked {
  readonly path: string
  readonly input: unknown
}

/** Answers of core by procedure (`propose`, `practice.place`); a function is called with the input. */
export type Answers = Readonly<Record<string, unknown>>

export interface FakeCore {
  readonly asked: readonly Asked[]
  /** What core answers from now on. */
  readonly answer: (answers: Answers) => void
  /** Shows a new view to the window. */
  readonly show: (view: CounterView) => void
  /** Says what becomes of the store; it is open until then. */
  readonly showStore: (store: StoreState) => void
  /** As a killed process leaves its port. */
  readonly kill: () => void
  readonly inputsOf: (path: string) => readonly unknown[]
}

/** An answer that is a refusal. */
export class Refused {
  constructor(readonly refusals: readonly Refusal[]) {}
}

/** A refusal as core writes it. */
export function aRefusal(
  code: Refusal['code'],
  field: string | null = null,
  data: Refusal['data'] = {},
): Refusal {
  return { code, data, clause: { pack: 1, path: 'test' }, field }
}

/**
 * Core at the far end of a real port, speaking the real contract: only what it answers is the test's. Everything
 * that is not answered otherwise is answered with nothing done.
 */
export function startFakeCore(
  bridge: Bridge,
  first: CounterView,
  answers: Answers = {},
  firstStore: StoreState = { state: 'open', notices: [] },
): FakeCore {
  const { port1, port2 } = new MessageChannel()
  const asked: Asked[] = []
  let given: Answers = {
    checkForm: [],
    'premiums.check': [],
    waitingList: [],
    packForForms: aFormPack,
    'practice.cards': [],
    ...answers,
  }
  let view = first
  let store = inPractice(firstStore, first)
  let isOver = false
  const waiting = new Set<() => void>()
  const core = implement(counterContract)

  const answered = (path: string, input: unknown): unknown => {
    asked.push({ path, input })
    const answer = given[path] ?? {}
    return typeof answer === 'function' ? Reflect.apply(answer, null, [input]) : answer
  }

  interface Procedure {
    handler: (run: (options: { input: unknown; errors: Refusing }) => unknown) => unknown
  }
  interface Refusing {
    refused: (options: { data: { refusals: Refusal[] } }) => Error
  }
  const plain = (path: string, procedure: unknown): unknown =>
    (procedure as Procedure).handler(async ({ input, errors }) => {
      const answer = await answered(path, input)
      if (answer instanceof Refused) throw errors.refused({ data: { refusals: [...answer.refusals] } })
      return answer
    })

  /** What `now` says, and again whenever it says something else. */
  async function* stream<T>(now: () => T | null): AsyncGenerator<T> {
    let sent: T | null = null
    while (!isOver) {
      const present = now()
      if (present !== null && sent !== present) {
        sent = present
        yield present
      } else {
        await new Promise<void>((resolve) => waiting.add(resolve))
      }
    }
  }

  const areas = [
    'agent',
    'practice',
    'premiums',
    'looks',
    'institutions',
    'people',
    'dayClose',
    'second',
    'remoteSecond',
  ] as const
  const together = (area: (typeof areas)[number]): readonly [string, object] => [
    area,
    Object.fromEntries(
      Object.keys(counterContract[area]).map((name) => [
        name,
        plain(`${area}.${name}`, Reflect.get(core[area], name)),
      ]),
    ),
  ]
  const others: readonly string[] = ['watch', 'store', ...areas]
  const names = Object.keys(counterContract).filter((name) => !others.includes(name))
  const router = {
    ...Object.fromEntries(names.map((name) => [name, plain(name, Reflect.get(core, name))])),
    ...Object.fromEntries(areas.map(together)),
    watch: core.watch.handler(() => stream(() => (store.store.state === 'open' ? view : null))),
    store: {
      watch: core.store.watch.handler(() => stream(() => store)),
      act: plain('store.act', core.store.act),
      enrol: plain('store.enrol', core.store.enrol),
      restartAs: plain('store.restartAs', core.store.restartAs),
    },
  }
  new RPCHandler(router as never).upgrade(port2)
  port2.start()
  bridge.connect(port1)

  const wake = (): void => {
    for (const go of waiting) go()
    waiting.clear()
  }
  return {
    asked,
    answer: (more) => {
      given = { ...given, ...more }
    },
    show: (next) => {
      view = next
      wake()
    },
    showStore: (next) => {
      store = inPractice(next, view)
      wake()
    },
    kill: () => {
      isOver = true
      wake()
      port2.close()
    },
    inputsOf: (path) => asked.filter((one) => one.path === path).map(({ input }) => input),
  }
}

function inPractice(store: StoreState, { realm, station, at }: CounterView): StoreWatch {
  return { realm, station: { hall: station.hall, desk: station.desk }, at, store }
}

/** Two regions, three relations and the public limits. */
export const aFormPack = {
  regions: [
    { key: '620000/Linxia', name: 'Linxia', province: 'Gansu', openness: 'open' },
    { key: '320000/Suzhou', name: 'Suzhou', province: 'Jiangsu', openness: 'open' },
  ],
  regionTableAsOf: '2025-05-08',
  aliases: [{ alias: 'Kunshan', region: '320000/Suzhou', kind: 'county' }],
  relations: [
    { code: '10', name: 'spouse', rule: 'allow' },
    { code: '30', name: 'daughter', rule: 'allow' },
    { code: '28', name: 'son-in-law', rule: 'refuse' },
  ],
  maxFen: 200_000,
  maxPerDay: 3,
  bindingTaken: false,
  hours: { opens: '06:00', closes: '22:00' },
}
