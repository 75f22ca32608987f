import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { supervise } from './supervise'
import type { ChildEvents, Supervisor } from './supervise'

const ping = z.strictObject({ type: z.literal('ping'), n: z.number() })
const to = z.discriminatedUnion('type', [z.strictObject({ type: z.literal('work'), n: z.number() }), ping])
const pong = z.strictObject({ type: z.literal('pong'), n: z.number() })
const logLine = z.strictObject({
  type: z.literal('log'),
  level: z.enum(['info', 'warn', 'error']),
  code: z.string(),
})
const from = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('done'), n: z.number() }),
  pong,
  logLine,
])
type To = z.infer<typeof to>
type From = Exclude<z.infer<typeof from>, { type: 'pong' | 'log' }>

interface FakeChild {
  readonly events: ChildEvents
  readonly posted: unknown[]
  answersPings: boolean
  killed: boolean
  asked: boolean
}

/** A supervised process on a virtual clock. The fake process dies as soon as it is killed. */
function scene(answersPings = true): {
  supervisor: Supervisor<To>
  children: FakeChild[]
  told: string[]
  logged: string[]
  pass(seconds: number): void
  newest(): FakeChild
} {
  const children: FakeChild[] = []
  const told: string[] = []
  const logged: string[] = []
  const ticks = new Set<() => void>()
  let nowMs = 0
  const supervisor = supervise<To, From>(
    {
      name: 'core',
      to,
      from,
      fork(events) {
        const child: FakeChild = { events, posted: [], answersPings, killed: false, asked: false }
        children.push(child)
        return {
          post(message) {
            child.posted.push(message)
            const asked = ping.safeParse(message)
            if (asked.success && child.answersPings) events.message({ type: 'pong', n: asked.data.n })
          },
          terminate() {
            child.asked = true
            events.exited()
          },
          kill() {
            child.killed = true
            events.exited()
          },
        }
      },
      startMessage: () => ({ type: 'work', n: 0 }),
      started: () => told.push('started'),
      message: (message) => told.push(`${message.type} ${message.n}`),
      settledBy: 'done',
      ended: (ending) => told.push(ending),
    },
    {
      log: (_level, source, code) => logged.push(`${source} ${code}`),
      nowMs: () => nowMs,
      every(_ms, callback) {
        ticks.add(callback)
        return () => ticks.delete(callback)
      },
    },
  )
  return {
    supervisor,
    children,
    told,
    logged,
    pass(seconds) {
      for (let second = 0; second < seconds; second++) {
        nowMs += 1000
        for (const tick of [...ticks]) tick()
      }
    },
    newest() {
      const child = children.at(-1)
      if (child === undefined) throw new Error('nothing was started')
      return child
    },
  }
}

describe('supervise', () => {
  it('starts, passes checked messages both ways and keeps pongs and log lines to itself', () => {
    const { supervisor, told, logged, newest } = scene()
    supervisor.start()
    expect(supervisor.post({ type: 'work', n: 1 })).toBe(true)
    newest().events.message({ type: 'done', n: 1 })
    newest().events.message({ type: 'log', level: 'info', code: 'core.opened' })
    expect(newest().posted).toEqual([
      { type: 'work', n: 0 },
      { type: 'work', n: 1 },
    ])
    expect(told).toEqual(['started', 'done 1'])
    expect(logged).toContain('core core.opened')
  })

  it('drops and logs what is malformed, and refuses to send it', () => {
    const { supervisor, told, logged, newest } = scene()
    supervisor.start()
    for (const value of [
      null,
      'x',
      { type: 'done' },
      { type: 'done', n: 1, more: 2 },
      { type: 'work', n: 1 },
    ]) {
      newest().events.message(value)
    }
    expect(told).toEqual(['started'])
    expect(logged.filter((line) => line === 'main core.malformed-message')).toHaveLength(5)
    expect(() => supervisor.post({ type: 'work', n: Number.NaN })).toThrow()
  })

  it('leaves a process alone that answers', () => {
    const { supervisor, children, pass, newest } = scene()
    supervisor.start()
    pass(600)
    expect(children).toHaveLength(1)
    expect(newest().killed).toBe(false)
  })

  it('kills a process that has not answered for five pings and starts it at once', () => {
    const { supervisor, children, told, pass, newest } = scene()
    supervisor.start()
    newest().events.message({ type: 'done', n: 1 })
    pass(10)
    newest().answersPings = false
    pass(5)
    expect(children).toHaveLength(1)
    pass(1)
    expect(children.map((child) => child.killed)).toEqual([true, false])
    expect(told).toEqual(['started', 'done 1', 'restarting', 'started'])
  })

  it('gives a process a minute for its first answer', () => {
    const { supervisor, children, pass } = scene(false)
    supervisor.start()
    pass(60)
    expect(children).toHaveLength(1)
    pass(1)
    expect(children).toHaveLength(2)
  })

  it('gives a process a minute of silence until its store is open', () => {
    const { supervisor, children, pass, newest } = scene()
    supervisor.start()
    pass(2)
    newest().answersPings = false
    pass(60)
    expect(children).toHaveLength(1)
    newest().events.message({ type: 'done', n: 1 })
    pass(1)
    expect(children).toHaveLength(2)
  })

  it('restarts five times, then stops until asked, then counts anew', () => {
    const { supervisor, children, told, newest } = scene()
    supervisor.start()
    for (let crash = 1; crash <= 6; crash++) newest().events.exited()
    expect(children).toHaveLength(6)
    expect(told.at(-1)).toBe('stopped')
    expect(supervisor.post({ type: 'work', n: 1 })).toBe(false)
    supervisor.start()
    newest().events.exited()
    expect(children).toHaveLength(8)
    expect(told.slice(-3)).toEqual(['started', 'restarting', 'started'])
  })

  it('forgets old restarts after a calm minute', () => {
    const { supervisor, children, told, pass, newest } = scene()
    supervisor.start()
    for (let crash = 1; crash <= 5; crash++) newest().events.exited()
    pass(60)
    newest().events.exited()
    expect(told.at(-1)).toBe('started')
    expect(children).toHaveLength(7)
  })

  it('ignores what a dead process still says and a second report of its end', () => {
    const { supervisor, children, told } = scene()
    supervisor.start()
    const first = children[0]
    first?.events.exited()
    first?.events.message({ type: 'done', n: 1 })
    first?.events.exited()
    expect(told).toEqual(['started', 'restarting', 'started'])
  })

  it('stays stopped after a failure that would repeat itself, until asked', () => {
    const { supervisor, children, told } = scene()
    supervisor.start()
    supervisor.stop()
    expect(told).toEqual(['started', 'stopped'])
    supervisor.start()
    expect(children).toHaveLength(2)
  })

  it('ends quietly when the app quits and does not start again', () => {
    const { supervisor, children, told, pass, newest } = scene()
    supervisor.start()
    supervisor.end()
    expect(newest()).toMatchObject({ asked: true, killed: false })
    supervisor.start()
    pass(10)
    expect(children).toHaveLength(1)
    expect(told).toEqual(['started'])
  })

  it('starts one process however often it is asked', () => {
    const { supervisor, children } = scene()
    supervisor.start()
    supervisor.start()
    expect(children).toHaveLength(1)
  })
})
