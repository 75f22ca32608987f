import { useI18n } from 'vue-i18n'
import type { OperationView } from '../../../shared/contract/view'
import { shanghaiDate, shanghaiTime } from '../../../shared/domain/china-time'
import { formatYuan } from '../../../shared/domain/money'
import { operationStates } from '../../../shared/domain/operation'
import type { OperationState, Refusal } from '../../../shared/domain/operation'
import { displayState } from '../../../shared/domain/operation-states'
import type { DisplayState } from '../../../shared/domain/operation-states'
import { regionName } from '../../../shared/domain/regions'
import type { RegionKey } from '../../../shared/domain/ids'
import { refusalValues } from '../../../shared/text/refusal-values'
import type { Tone } from '../../ui/tone'
import { useBridge } from '../bridge/bridge'
import { useNow } from './now'

/** One refusal in words, and the rule pack it comes from. */
export interface RefusalWords {
  readonly clerk: string
  readonly say: string
  readonly next: string
  readonly basis: string | null
}

/** What the word of a state depends on. */
type Shown = Pick<OperationView, 'state' | 'receipt' | 'opensAt'> & Partial<Pick<OperationView, 'held'>>

export interface Words {
  readonly t: (key: string, named?: Record<string, unknown>) => string
  readonly has: (key: string) => boolean
  readonly refusal: (refusal: Refusal) => RefusalWords
  readonly state: (operation: Shown) => string
  /** `14:02`, `yesterday 14:02`, `September 18, 14:02` of an instant. */
  readonly when: (at: number) => string
  /** `14:02:30`. */
  readonly clock: (at: number) => string
  /** A day of `YYYY-MM-DD` or `YYYYMMDD`; 长期 stays. */
  readonly day: (text: string) => string
  /** How long ago, in the largest whole unit. */
  readonly age: (at: number) => string
  /** `1,200.00`, – for none. */
  readonly amount: (fen: number | null) => string
  /** What it is, and how much. */
  readonly titleOf: (operation: Pick<OperationView, 'kind' | 'amountFen'>) => string
  readonly yuan: (fen: number) => string
  readonly region: (key: RegionKey | null) => string
}

const tones: Readonly<Record<DisplayState, Tone>> = {
  draft: 'wait',
  'awaiting-approval': 'ask',
  'awaiting-verification': 'ask',
  queued: 'wait',
  'awaiting-hours': 'wait',
  'in-flight': 'wait',
  unknown: 'ask',
  done: 'done',
  refused: 'stop',
  cancelled: 'wait',
  'receipt-pending': 'done',
  'receipt-received': 'done',
  'receipt-returned': 'ask',
  'receipt-tax-pending': 'wait',
  'receipt-tax-confirmed': 'done',
  'receipt-tax-returned': 'ask',
  corrected: 'ask',
}

/** The colour and shape a state is shown with. */
export function toneOf(operation: Pick<OperationView, 'state' | 'receipt'>): Tone {
  return tones[displayState(operation)]
}

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** The window's words; inside the set-up of a component. */
export function useWords(): Words {
  const { t: translate, te } = useI18n()
  const bridge = useBridge()
  const now = useNow()
  const t: Words['t'] = (key, named = {}) => translate(key, named)

  const amount: Words['amount'] = (fen) => (fen === null ? t('counter.money.none') : formatYuan(fen))

  function day(text: string): string {
    const parts = /^(\d{4})-?(\d{2})-?(\d{2})/.exec(text)
    if (parts === null) return t('counter.time.forever')
    const [, year = '', month = '', date = ''] = parts
    const named = { year, month: Number(month), day: Number(date) }
    const sameYear = year === shanghaiDate(now.value).slice(0, 4)
    return t(sameYear ? 'counter.time.day' : 'counter.time.fullDay', named)
  }

  function when(at: number): string {
    const date = shanghaiDate(at)
    const time = shanghaiTime(at)
    if (date === shanghaiDate(now.value)) return time
    if (date === shanghaiDate(now.value - dayMs)) return t('counter.time.yesterday', { time })
    if (date.slice(0, 4) !== shanghaiDate(now.value).slice(0, 4)) return `${day(date)} ${time}`
    const [, month = '', dayOfMonth = ''] = date.split('-')
    return t('counter.time.dayTime', { month: Number(month), day: Number(dayOfMonth), time })
  }

  function age(at: number): string {
    const ms = Math.max(0, now.value - at)
    if (ms < minuteMs) return t('counter.time.seconds', { n: Math.floor(ms / secondMs) })
    if (ms < hourMs) return t('counter.time.minutes', { n: Math.floor(ms / minuteMs) })
    if (ms < dayMs) return t('counter.time.hours', { n: Math.floor(ms / hourMs) })
    return t('counter.time.days', { n: Math.floor(ms / dayMs) })
  }

  function titleOf({ kind, amountFen }: Pick<OperationView, 'kind' | 'amountFen'>): string {
    const what = t(`counter.kinds.${kind}`)
    return amountFen === null ? what : t('counter.visit.whatAndAmount', { what, amount: amount(amountFen) })
  }

  function state(operation: Shown): string {
    const opens = operation.opensAt === null ? '' : when(operation.opensAt)
    const line = bridge.view.value?.line.state
    if (operation.state === 'queued' && operation.held != null) return t('states.queued.held')
    if (operation.state === 'queued' && line === 'down') return t('states.queued.offline')
    if (operation.state === 'awaiting-hours' && opens === '') return t('states.kept')
    return t(`states.clerk.${displayState(operation)}`, { opens })
  }

  /** What this window says better than the common values: days as people say them, states by their words. */
  function value(name: string, raw: string): string {
    if (name === 'asOf' && /^\d{4}-/.test(raw)) return day(raw)
    if (name === 'validTo') return day(raw)
    return name === 'state' && isState(raw) ? state({ state: raw, receipt: null, opensAt: null }) : raw
  }

  function refusal(of: Refusal): RefusalWords {
    const { code, clause, field } = of
    const named = Object.fromEntries(
      Object.entries(refusalValues(of)).map(([name, raw]) => [name, value(name, raw)]),
    )
    const word = (part: string): string => t(`errors['${code}'].${part}`, named)
    const pack = bridge.view.value?.pack
    const basis =
      clause !== null && pack?.number === clause.pack
        ? t('counter.problem.basis', { title: pack.title })
        : null
    const missing = `counter.check.fields.${field ?? ''}`
    const clerk =
      code === 'field.missing' && te(missing)
        ? t('counter.check.missing', { field: t(missing) })
        : word('clerk')
    return { clerk, say: word('say'), next: word('next'), basis }
  }

  return {
    t,
    has: (key) => te(key),
    refusal,
    state,
    titleOf,
    when,
    day,
    clock: (at) => `${shanghaiTime(at)}:${String(Math.floor(at / secondMs) % 60).padStart(2, '0')}`,
    age,
    amount,
    yuan: (fen) => t('counter.money.yuan', { amount: formatYuan(fen) }),
    region: (key) => (key === null ? t('counter.visit.unknownFigure') : regionName(key)),
  }
}

function isState(text: unknown): text is OperationState {
  return operationStates.some((state) => state === text)
}
