import { canonicalJson } from '../../../shared/contract/canonical'
import type { MemberView } from '../../../shared/contract/view'
import { isWithin } from '../../../shared/domain/china-time'
import { relationOf } from '../../../shared/domain/kinship'
import { confirmName, hallPhone } from '../../../shared/domain/masks'
import { formatYuan, yuanInCapitals } from '../../../shared/domain/money'
import type { OpeningBody, OperationBody, ReceiveBody, TransferBody } from '../../../shared/domain/operation'
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
  }
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
      small:
        year === null
          ? words('confirm.toNoteWithoutYear', { last4 })
          : words('confirm.toNote', { last4, year }),
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
  const amount = formatYuan(fen).replace(/\.00$/, '')
  return {
    label: words('confirm.howMuch'),
    value: words('confirm.yuan', { amount }),
    small: yuanInCapitals(fen),
  }
}

function whenWords({ words, pack, clock, moment }: Core): string {
  const { hours } = pack.transfer
  if (!isWithin(clock.now(), hours)) return words('confirm.whenOpen', { opens: hours.opens })
  return words(moment.line.state === 'up' ? 'confirm.whenNow' : 'confirm.whenOnline')
}
