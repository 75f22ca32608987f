import type { AnswerCard } from '../../../shared/domain/answer-cards'
import { formatYuan } from '../../../shared/domain/money'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { leafletOf, row } from '../slips/compose-leaflet'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { printLeaflet } from './print-leaflet'
import type { PrintedLeaflet } from './print-leaflet'
import { currentClerk } from './sign-in'

/**
 * An answer card on the member's own window, or none. Words the member is asked about are never covered: the card shows
 * once they are answered. Errors: `sign-in.needed`.
 */
export function showCard(core: Core, card: AnswerCard | null): ServiceResult<null> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  core.moment.card = card
  core.changed()
  return ok(null)
}

/** The card on paper, to take home. Errors: `sign-in.needed`, `print.failed`. */
export async function printCard(core: Core, card: AnswerCard): Promise<ServiceResult<PrintedLeaflet>> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const { words } = core
  const [headline = '', ...lines] = cardWords(core, card)
  const slip = leafletOf(core, clerk.name, {
    title: words(`cards.${card}.title`),
    banner: headline,
    rows: lines.map((line, n) => row(words('cardRow', { n: n + 1 }), line, null, true)),
  })
  const printedIn = core.projection.openVisit()?.id ?? null
  return printLeaflet(core, { leaflet: 'answer-card', slip, clerk: clerk.id, printedIn })
}

/** The card's sentences with the values of the pack in force, the large one first. */
export function cardWords({ words, pack }: Core, card: AnswerCard): string[] {
  const { maxFen, maxPerDay: n, hours } = pack.transfer
  const values = { max: formatYuan(maxFen), n, ...hours }
  return (['headline', 'first', 'second', 'third'] as const).map((part) =>
    words(`cards.${card}.${part}`, values),
  )
}
