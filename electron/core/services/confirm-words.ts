import { canonicalJson } from '../../../shared/contract/canonical'
import type { MemberView } from '../../../shared/contract/view'
import { isWithin } from '../../../shared/domain/china-time'
import { relationOf } from '../../../shared/domain/kinship'
import { confirmName, hallName, hallPhone } from '../../../shared/domain/masks'
import { formatYuan, yuanInCapitals } from '../../../shared/domain/money'
import type {
  Agent,
  BindingBody,
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
import type { VisitRecord } from '../projection/projection'

type ConfirmScreen = Extract<MemberView['screen'], { name: 'confirm' }>
export type ConfirmWords = Pick<ConfirmScreen, 'question' | 'facts'>

/** What the member is asked to confirm: at most three facts, the payee under the confirm mask (screens.md 3). */
export function confirmWords(core: Core, visit: VisitRecord, body: OperationBody): ConfirmWords {
  return { question: questionOf(core, visit), facts: factsOf(core, whoseWords(core, visit), body) }
}

/** Who acts is part of the question: whoever presses knows for whom (screens.md 1, screen 6). */
function questionOf(core: Core, visit: VisitRecord): string {
  const question = core.words('confirm.question')
  const helps = helpWords(core, visit)
  return helps === null ? question : core.words('confirm.helped', { helps, question })
}

/** Who helps whom under the hall mask, said to whoever sits at the member's window; null where the member acts alone. */
export function helpWords({ words, pack }: Core, { person, help }: VisitRecord): string | null {
  const { agent } = help
  if (agent === null) return null
  if (actsInPlace(agent)) return words('confirm.actsFor', { member: hallName(person.name) })
  const relation = relationOf(pack, agent.relation)?.name ?? agent.relation
  return words('confirm.helpsYou', { agent: hallName(agent.person.name), relation })
}

/** The member is not here, or is a child: the agent reads and presses. */
export function actsInPlace({
  memberPresent,
  authority,
}: Pick<Agent, 'memberPresent' | 'authority'>): boolean {
  return !memberPresent || authority === 'guardian'
}

/** 您 to the member; to somebody who acts in the member's place the member under the hall mask. */
export interface Whose {
  readonly whose: string
}

export function whoseWords({ words }: Pick<Core, 'words'>, { person, help }: VisitRecord): Whose {
  const { agent } = help
  return { whose: agent !== null && actsInPlace(agent) ? hallName(person.name) : words('confirm.you') }
}

/** What is said to the member itself, on slips as well. */
export function toMember({ words }: Pick<Core, 'words'>): Whose {
  return { whose: words('confirm.you') }
}

/** SHA-256 (hex) of exactly what stands on the screen; the member's assent names it. */
export function hashOfWords(words: ConfirmWords): string {
  return sha256(canonicalJson(words))
}

function factsOf(core: Core, whose: Whose, body: OperationBody): ConfirmWords['facts'] {
  switch (body.kind) {
    case 'wallet-opening':
      return openingFacts(core, whose, body)
    case 'transfer':
      return transferFacts(core, whose, body)
    case 'receive':
      return receiveFacts(core, whose, body)
    case 'premium-payment':
      return premiumFacts(core, whose, [body])
    case 'place-of-use-change':
      return placeFacts(core, body)
    case 'relation-declaration':
      return relationFacts(core, whose, body)
    case 'family-binding':
      return bindingFacts(core, whose, body)
  }
}

/** A household's premiums in one pass: who, which year, how much together (domain.md 3.5). */
export function householdWords(core: Core, visit: VisitRecord, bodies: readonly PremiumBody[]): ConfirmWords {
  return { question: questionOf(core, visit), facts: premiumFacts(core, whoseWords(core, visit), bodies) }
}

function premiumFacts(core: Core, whose: Whose, bodies: readonly PremiumBody[]): ConfirmWords['facts'] {
  const { words } = core
  const names = bodies.map(({ person, relation }) =>
    relation === null ? words('confirm.yourself', { ...whose }) : confirmName(person.name),
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

function relationFacts({ words, pack }: Core, whose: Whose, body: RelationBody): ConfirmWords['facts'] {
  const relation = relationOf(pack, body.relation)?.name ?? body.relation
  const last4 = body.other.idNumber.slice(-4)
  return [
    {
      label: words('confirm.relative'),
      value: words('confirm.toWhom', { ...whose, relation, name: confirmName(body.other.name) }),
      small: words('confirm.toNoteWithoutYear', { last4 }),
    },
    ...(body.commitment === null
      ? []
      : [{ label: words('confirm.commitment', { ...whose }), value: body.commitment, small: null }]),
  ]
}

function bindingFacts(core: Core, whose: Whose, body: BindingBody): ConfirmWords['facts'] {
  const { words } = core
  const { change, relation, commitment = null } = body
  const who =
    relation === null
      ? [
          {
            label: words('confirm.relative'),
            value: confirmName(body.other.name),
            small: words('confirm.toNoteWithoutYear', { last4: body.other.idNumber.slice(-4) }),
          },
        ]
      : relationFacts(core, whose, { kind: 'relation-declaration', other: body.other, relation, commitment })
  return [
    {
      label: words('confirm.what'),
      value: words(`confirm.binding.${change}`, { ...whose }),
      small: words(`confirm.bindingNote.${change}`, { ...whose }),
    },
    ...who,
  ]
}

function shortYuan(fen: number): string {
  return formatYuan(fen).replace(/\.00$/, '')
}

function openingFacts({ words, pack }: Core, whose: Whose, body: OpeningBody): ConfirmWords['facts'] {
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
      small: phoneOwnerWords({ words, pack }, whose, body),
    },
  ]
}

/** Whose phone it is; a relative's says which relative, where that was asked. */
export function phoneOwnerWords(
  { words, pack }: Pick<Core, 'words' | 'pack'>,
  whose: Whose,
  { phoneOwner, phoneRelation }: OpeningBody,
): string {
  if (phoneRelation === undefined) return words(`confirm.phoneOwner.${phoneOwner}`, { ...whose })
  return words('confirm.phoneOfRelative', {
    ...whose,
    relation: relationOf(pack, phoneRelation)?.name ?? phoneRelation,
  })
}

function transferFacts(core: Core, whose: Whose, body: TransferBody): ConfirmWords['facts'] {
  const { words, pack } = core
  const { payee } = body
  const last4 = payee.idNumber.slice(-4)
  const year = payee.idNumber.length === 18 ? payee.idNumber.slice(6, 10) : null
  return [
    {
      label: words('confirm.to'),
      value: words('confirm.toWhom', {
        ...whose,
        relation: relationOf(pack, body.relation)?.name ?? body.relation,
        name: confirmName(payee.name),
      }),
      small: [
        year === null
          ? words('confirm.toNoteWithoutYear', { last4 })
          : words('confirm.toNote', { last4, year }),
        ...(body.commitment === undefined
          ? []
          : [words('confirm.commits', { ...whose, fact: body.commitment })]),
      ].join(' · '),
    },
    moneyFact(core, body.amountFen),
    { label: words('confirm.when'), value: whenWords(core), small: null },
  ]
}

function receiveFacts(core: Core, whose: Whose, body: ReceiveBody): ConfirmWords['facts'] {
  const { words, projection } = core
  const visit = projection.openVisit()
  const waiting = visit === null ? null : projection.facts(visit.person.idNumber)
  const from = waiting?.waitingToReceive.find(({ transferId }) => transferId === body.transferId)?.from ?? '*'
  return [
    { label: words('confirm.from'), value: from, small: null },
    moneyFact(core, body.amountFen),
    { label: words('confirm.into'), value: words('confirm.intoWallet', { ...whose }), small: null },
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
