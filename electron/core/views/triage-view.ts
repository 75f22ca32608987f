import type { TriageView } from '../../../shared/contract/triage'
import { shanghaiDate, shanghaiTime } from '../../../shared/domain/china-time'
import { hallIdNumber, hallName } from '../../../shared/domain/masks'
import type { MemberFacts } from '../../../shared/domain/member-facts'
import { triage } from '../../../shared/domain/triage'
import type { Triage } from '../../../shared/domain/triage'
import type { Core, TriageMoment } from '../counter-core'
import { nextStep } from './operation-view'

type Shown = Extract<TriageView, { state: 'shown' }>

/** As far back as something taken here may still wait. */
const waitsMs = 400 * 24 * 3_600_000
/** One large sentence and three more. */
const mostTold = 4

/** 先查一下 as it stands now; null when nobody asked for it. */
export function triageView(core: Core): TriageView | null {
  const { armed, shown } = core.moment.triage
  if (shown !== null) return shownView(core, shown)
  return armed ? { state: 'armed' } : null
}

function shownView(core: Core, shown: NonNullable<TriageMoment['shown']>): Shown {
  const { person, evidence, at } = shown
  const facts = core.projection.facts(person.idNumber)
  const result = triage(facts, core.pack, person.validTo, shanghaiDate(core.clock.now()))
  const answer = answerOf(core, shown, facts)
  const { lacks, ...rest } = result
  return {
    state: 'shown',
    readId: evidence.readId,
    at,
    name: hallName(person.name),
    idNumberMasked: hallIdNumber(person.idNumber),
    answer,
    asOf: facts?.asOf ?? null,
    ...rest,
    lacks: [...lacks],
    waitingHere: core.projection
      .operationsOfMember(person.idNumber, core.clock.now() - waitsMs)
      .filter(({ operation }) => nextStep(operation) !== null).length,
    told: toldOf(core, result, answer, facts?.asOf ?? null).slice(0, mostTold),
  }
}

/** `current` = the centre said so since the card lay here; by the counter's own clock. */
function answerOf(
  { projection }: Core,
  { asking, at, person }: NonNullable<TriageMoment['shown']>,
  facts: MemberFacts | null,
): Shown['answer'] {
  if (asking) return 'asking'
  if (facts === null) return 'none'
  return (projection.factsHeardAt(person.idNumber) ?? 0) >= at ? 'current' : 'known'
}

/** The sentences of the member's window: the premium first, how old it is, what is missing, what waits. */
function toldOf(
  { words }: Core,
  { stopped, premium, year, wallet, lacks, toReceive }: Triage,
  answer: Shown['answer'],
  asOf: number | null,
): string[] {
  if (answer === 'asking' && asOf === null) return [words('triage.asking')]
  if (stopped) return [words('triage.stopped')]
  const named = year === null ? '' : String(year)
  const [first] = lacks.filter((lack) => lack !== 'no-wallet' && lack !== 'place-unknown')
  const about = premium === 'tax' && year === null ? 'taxNoYear' : premium
  const age =
    asOf === null || answer === 'current'
      ? []
      : [words('triage.asOf', { day: shanghaiDate(asOf), time: shanghaiTime(asOf) })]
  return [
    words(`triage.headline.${about}`, { year: named }),
    ...(about === 'unknown' ? [] : [words(`triage.next.${about}`)]),
    ...age,
    ...(first === undefined ? [] : [words(`triage.lack.${first}`)]),
    ...(toReceive === 0 ? [] : [words('triage.toReceive', { n: toReceive })]),
    ...(wallet === 'none' ? [words('triage.noWallet')] : []),
  ]
}
