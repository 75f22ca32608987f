import { canonicalJson } from '../../../shared/contract/canonical'
import type { MemberView } from '../../../shared/contract/view'
import { isWithin } from '../../../shared/domain/china-time'
import { relationOf } from '../../../shared/domain/kinship'
import { confirmName, hallPhone } from '../../../shared/domain/masks'
import { formatYuan, yuanInCapitals } from '../../../shared/domain/money'
import type {
  OpeningBody,
  OperationBody,
  PlaceChangeBody,
  PremiumBody,
  ReceiveBody,
  RelationBody,
  TransferBody,
} from '../../../shared/domain/operation'
import { regionName } from '../../../shared/domain/regions'
import type { Core } from '../counter-core'
import { sha256 } from '../crypto'

type ConfirmScreen = Extract<MemberView['screen'], { name: 'confirm' }>
export type ConfirmWords = Pick<ConfirmScreen, 'question' | 'facts'>

/** What the member is asked to confirm: at most three facts, the payee under the confirm mask (screens.md 3). */
export function confirmWords(core: Core, body: OperationBody): ConfirmWords {
  return { question: core.words('confirm.question'), facts: factsOf(core, body) }
}

/** SHA-256 (hex) of exactly what stands on the screen; the member's assent names it. */
export function hashOfWords(words: ConfirmWords): string {
  return sha256(canonicalJson(words))
}

function factsOf(core: Core, body: OperationBody): ConfirmWords['facts'] {
  switch (body.kind) {
    case 'wallet-opening':
      return openingFacts(core, body)
    case 'transfer':
      return transferFacts(core, body)
    case 'receive':
      return receiveFacts(core, body)
    case 'premium-payment':
      return premiumFacts(core, [body])
    case 'place-of-use-change':
      return placeFacts(core, body)
    case 'relation-declaration':
      return relationFacts(core, body)
  }
}

/** A household's premiums in one pass: who, which year, how much together (domain.md 3.5). */
export function householdWords(core: Core, bodies: readonly PremiumBody[]): ConfirmWords {
  return { question: core.words('confirm.question'), facts: premiumFacts(core, bodies) }
}

function premiumFacts(core: Core, bodies: readonly PremiumBody[]): ConfirmWords['facts'] {
  const { words } = core
  const names = bodies.map(({ person, relation }) =>
    relation === null ? words('confirm.yourself') : confirmName(person.name),
  )
  const years = [...new Set(bodies.map(({ year }) => year))].join('、')
  const each = bodies.map(({ amountFen }, n) =>
    words('confirm.premiumEach', { name: names[n] ?? '', amount: shortYuan(amountFen) }),
  )
  return [
    {
      label: words('confirm.premiumFor'),
      value: names.join('、'),
      small: bodies.length > 1 ? each.join('，') : null,
    },
    {
      label: words('confirm.what'),
      value: words('kind.premium-payment'),
      small: words('confirm.premiumYear', { year: years }),
    },
    moneyFact(
      core,
      bodies.reduce((sum, { amountFen }) => sum + amountFen, 0),
    ),
  ]
}

function placeFacts({ words }: Core, { from, to }: PlaceChangeBody): ConfirmWords['facts'] {
  return [
    { label: words('confirm.placeBefore'), value: regionName(from), small: null },
    { label: words('confirm.placeAfter'), value: regionName(to), small: words('confirm.placeOfUseNote') },
  ]
}

function relationFacts({ words, pack }: Core, body: RelationBody): ConfirmWords['facts'] {
  const relation = relationOf(pack, body.relation)?.name ?? body.relation
  const last4 = body.other.idNumber.slice(-4)
  return [
    {
      label: words('confirm.relative'),
      value: words('confirm.toWhom', { relation, name: confirmName(body.other.name) }),
      small: words('confirm.toNoteWithoutYear', { last4 }),
    },
    ...(body.commitment === null
      ? []
      : [{ label: words('confirm.commitment'), value: body.commitment, small: null }]),
  ]
}

function shortYuan(fen: number): string {
  return formatYuan(fen).replace(/\.00$/, '')
}

function openingFacts({ words }: Core, body: OpeningBody): ConfirmWords['facts'] {
  return [
    { label: words('confirm.what'), value: words('kind.wallet-opening'), small: null },
    {
      label: words('confirm.placeOfUse'),
      value: regionName(body.placeOfUse),
      small: words('confirm.placeOfUseNote'),
    },
    {
      label: words('confirm.phone'),
      value: body.phone === null ? words('confirm.noPhone') : hallPhone(body.phone),
      small: words(`confirm.phoneOwner.${body.phoneOwner}`),
    },
  ]
}

function transferFacts(core: Core, body: TransferBody): ConfirmWords['facts'] {
  const { words, pack } = core
  const { payee } = body
  const last4 = payee.idNumber.slice(-4)
  const year = payee.idNumber.length === 18 ? payee.idNumber.slice(6, 10) : null
  return [
    {
      label: words('confirm.to'),
      value: words('confirm.toWhom', {
        relation: relationOf(pack, body.relation)?.name ?? body.relation,
        name: confirmName(payee.name),
      }),
      small: [
        year === null
          ? words('confirm.toNoteWithoutYear', { last4 })
          : words('confirm.toNote', { last4, year }),
        ...(body.commitment === undefined ? [] : [words('confirm.commits', { fact: body.commitment })]),
      ].join(' · '),
    },
    moneyFact(core, body.amountFen),
    { label: words('confirm.when'), value: whenWords(core), small: null },
  ]
}

function receiveFacts(core: Core, body: ReceiveBody): ConfirmWords['facts'] {
  const { words, projection } = core
  const visit = projection.openVisit()
  const waiting = visit === null ? null : projection.facts(visit.person.idNumber)
  const from = waiting?.waitingToReceive.find(({ transferId }) => transferId === body.transferId)?.from ?? '*'
  return [
    { label: words('confirm.from'), value: from, small: null },
    moneyFact(core, body.amountFen),
    { label: words('confirm.into'), value: words('confirm.intoWallet'), small: null },
  ]
}

function moneyFact({ words }: Core, fen: number): ConfirmWords['facts'][number] {
  return {
    label: words('confirm.howMuch'),
    value: words('confirm.yuan', { amount: shortYuan(fen) }),
    small: yuanInCapitals(fen),
  }
}

function whenWords({ words, pack, clock, moment }: Core): string {
  const { hours } = pack.transfer
  if (!isWithin(clock.now(), hours)) return words('confirm.whenOpen', { opens: hours.opens })
  return words(moment.line.state === 'up' ? 'confirm.whenNow' : 'confirm.whenOnline')
}
