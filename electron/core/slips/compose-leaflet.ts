import type { Slip } from '../../../shared/contract/slip'
import { shanghaiDate, shanghaiTime } from '../../../shared/domain/china-time'
import { hallIdNumber, hallName } from '../../../shared/domain/masks'
import type { OperationKind, Refusal } from '../../../shared/domain/operation'
import type { ToldSlip } from '../../../shared/domain/look-up-events'
import type { Core } from '../counter-core'
import { bringOf, whereOf } from './what-to-bring'

type Rows = Slip['rows']
const longestValue = 400
const mostRows = 18

/** One line of a slip in plain size. */
export function row(label: string, value: string, small: string | null = null, big = false): Rows[number] {
  return { label, value: value.slice(0, longestValue), small, big }
}

/** The foot of every slip: where, when, who to call; `copy` counts printings, 1 = the first. */
export function footOf({ words, pack, station, clock, realm }: Core, clerk: string, copy = 1): string[] {
  const now = clock.now()
  return [
    words('slip.foot.desk', { hall: station.hall, desk: station.desk, clerk }),
    words('slip.foot.office', {
      at: `${shanghaiDate(now)} ${shanghaiTime(now)}`,
      phone: pack.office.phone,
      hours: pack.office.hours,
    }),
    words('slip.foot.hotline'),
    ...(copy > 1 ? [words('slip.foot.copy', { n: copy - 1 })] : []),
    ...(realm === 'practice' ? [words('slip.foot.practice')] : []),
  ]
}

/** A slip that belongs to no operation: it has neither number nor signed statement, and proves nothing. */
export function leafletOf(
  core: Core,
  clerk: string,
  what: { readonly title: string; readonly banner: string; readonly rows: Rows; readonly warning?: string },
): Slip {
  return {
    title: what.title,
    banner: what.banner,
    border: 'single',
    number: '',
    numberLabel: '',
    rows: what.rows.slice(0, mostRows),
    statement: [],
    signatures: [],
    warning: what.warning ?? null,
    foot: footOf(core, clerk),
    qr: null,
  }
}

/**
 * What the member was told instead of being served: every reason at once, what to bring, where to go (一次性告知); who must
 * open first; or where premiums and cash are taken (指引单).
 */
export function toldSlip(
  core: Core,
  clerk: string,
  told: {
    readonly slip: ToldSlip
    readonly kind: OperationKind
    readonly reasons: readonly Refusal[]
    readonly member: { readonly name: string; readonly idNumber: string }
  },
): Slip {
  const { words, station, pack } = core
  const { slip, kind, reasons, member } = told
  const here = words('told.here', { hall: station.hall, hours: pack.office.hours })
  const about = [
    row(words('slip.what'), words(`kind.${kind}`)),
    row(words('slip.who'), `${hallName(member.name)}　${hallIdNumber(member.idNumber)}`),
  ]
  const title = words(`told.title.${slip}`)
  const banner = words(`told.banner.${slip}`)
  if (slip !== 'told') {
    const rows = [
      ...about,
      row(words('slip.why'), words(`told.why.${slip}`)),
      row(words('told.bringLabel'), words(`told.bring.${slip}`)),
      row(words('told.whereLabel'), words(`told.where.${slip}`, { here }), null, true),
    ]
    return leafletOf(core, clerk, { title, banner, rows })
  }
  const bring = [...new Set(reasons.map(({ code }) => words(`told.bring.${bringOf(code)}`)))]
  const where = [...new Set(reasons.map(({ code }) => words(`told.where.${whereOf(code)}`, { here })))]
  return leafletOf(core, clerk, {
    title,
    banner,
    rows: [
      ...about,
      ...reasons.map((reason, n) => row(words('told.reason', { n: n + 1 }), words.refusal(reason))),
      row(words('told.bringLabel'), bring.join('；')),
      row(words('told.whereLabel'), where.join('；'), null, true),
    ],
  })
}
