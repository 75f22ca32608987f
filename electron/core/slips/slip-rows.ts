import { operationPayloadSchema } from '../../../shared/contract/operation'
import type { Slip } from '../../../shared/contract/slip'
import { shanghaiDate, shanghaiTime } from '../../../shared/domain/china-time'
import { relationOf } from '../../../shared/domain/kinship'
import { confirmName, hallIdNumber, hallName, hallPhone } from '../../../shared/domain/masks'
import { formatYuan, yuanInCapitals } from '../../../shared/domain/money'
import { amountOf } from '../../../shared/domain/operation'
import type { Operation, OperationPayload, PremiumBody } from '../../../shared/domain/operation'
import { showOperationNumber } from '../../../shared/domain/operation-number'
import { displayState } from '../../../shared/domain/operation-states'
import { isAsked } from '../../../shared/domain/fold'
import { regionName } from '../../../shared/domain/regions'
import type { Core } from '../counter-core'
import { toMember } from '../services/confirm-words'
import { knownPremium } from '../services/rule-context'
import type { OperationRecord } from '../projection/projection'
import { clerkName, operationNumber } from '../views/operation-view'

/** What an operation is about; a household's premiums have lines of their own ({@link premiumRows}). */
export function factRows({ words, pack }: Core, { body, outcome }: Operation): Slip['rows'] {
  switch (body.kind) {
    case 'wallet-opening':
      return [
        {
          label: words('slip.placeOfUse'),
          value: regionName(body.placeOfUse),
          small: words('confirm.placeOfUseNote'),
          big: false,
        },
        {
          label: words('slip.phone'),
          value: body.phone === null ? words('confirm.noPhone') : hallPhone(body.phone),
          small: null,
          big: false,
        },
      ]
    case 'transfer': {
      const { payee } = body
      const to = words('slip.toValue', {
        relation: relationOf(pack, body.relation)?.name ?? body.relation,
        name: confirmName(payee.name),
        last4: payee.idNumber.slice(-4),
      })
      const deadlineAt = outcome?.type === 'done' ? outcome.deadlineAt : null
      return [
        {
          label: words('slip.to'),
          value: to,
          small:
            body.commitment === undefined
              ? null
              : words('confirm.commits', { ...toMember({ words }), fact: body.commitment }),
          big: false,
        },
        amountRow({ words }, body.amountFen),
        ...(deadlineAt === null
          ? []
          : [
              {
                label: words('slip.deadline'),
                value: `${shanghaiDate(deadlineAt)} ${shanghaiTime(deadlineAt)}`,
                small: words('slip.deadlineNote'),
                big: false,
              },
            ]),
      ]
    }
    case 'receive':
      return [amountRow({ words }, body.amountFen)]
    case 'place-of-use-change':
      return [
        { label: words('slip.placeBefore'), value: regionName(body.from), small: null, big: false },
        {
          label: words('slip.placeAfter'),
          value: regionName(body.to),
          small: words('confirm.placeOfUseNote'),
          big: false,
        },
      ]
    case 'relation-declaration': {
      const relative = words('slip.toValue', {
        relation: relationOf(pack, body.relation)?.name ?? body.relation,
        name: confirmName(body.other.name),
        last4: body.other.idNumber.slice(-4),
      })
      return [{ label: words('slip.relative'), value: relative, small: body.commitment, big: false }]
    }
    case 'family-binding': {
      const { change, other, relation, commitment = null } = body
      const value = words('slip.toValue', {
        relation: relation === null ? '' : (relationOf(pack, relation)?.name ?? relation),
        name: confirmName(other.name),
        last4: other.idNumber.slice(-4),
      }).trim()
      return [
        { label: words('slip.relative'), value, small: commitment, big: false },
        {
          label: words('slip.binding'),
          value: words(`confirm.binding.${change}`, { ...toMember({ words }) }),
          small: words(`confirm.bindingNote.${change}`, { ...toMember({ words }) }),
          big: false,
        },
      ]
    }
    case 'premium-payment':
      return []
  }
}

/** Every line of a household's premiums with its own state, none shown better than it is, and what they come to. */
export function premiumRows(core: Core, operations: readonly Operation[]): Slip['rows'] {
  const { words } = core
  if (operations.length === 0) return []
  const lines = operations.flatMap((operation) =>
    operation.body.kind === 'premium-payment' ? [{ operation, body: operation.body }] : [],
  )
  const totalFen = lines.reduce((sum, { body }) => sum + body.amountFen, 0)
  return [
    ...lines.map(({ operation, body }, n) => ({
      label: words('slip.premiumLine', { n: n + 1 }),
      value: words('slip.premiumValue', {
        name:
          body.relation === null
            ? words('confirm.yourself', { ...toMember(core) })
            : confirmName(body.person.name),
        last4: body.person.idNumber.slice(-4),
        year: body.year,
        amount: formatYuan(body.amountFen),
      }),
      small: words('slip.premiumSmall', {
        state: words(`slip.premiumState.${displayState(operation)}`),
        number: showOperationNumber(operationNumber(core, operation) ?? ''),
      }),
      big: false,
    })),
    amountRow({ words }, totalFen),
    ...lastSafeRows(core, lines),
    { label: words('slip.premiumNote'), value: words('slip.notAReceipt'), small: null, big: false },
  ]
}

/** Of lines that were not sent: until when they must be, registered is not paid (domain.md 3.5). */
function lastSafeRows(
  core: Core,
  lines: readonly { readonly operation: Operation; readonly body: PremiumBody }[],
): Slip['rows'] {
  const days = lines.flatMap(({ operation, body }) =>
    (operation.state === 'queued' || isAsked(operation)) && !operation.sent
      ? (lastDay(core, body) ?? [])
      : [],
  )
  const [day] = [...days].sort()
  if (day === undefined) return []
  const { words } = core
  return [{ label: words('slip.lastSafeDay'), value: day, small: words('slip.lastSafeNote'), big: false }]
}

function lastDay(core: Core, { person, year }: PremiumBody): string | null {
  const registered = knownPremium(core, person.idNumber, year)
  if (registered != null) return registered.payableTo
  return core.pack.premium?.plans.find((plan) => plan.year === year)?.payableTo ?? null
}

export function amountRow({ words }: Pick<Core, 'words'>, fen: number): Slip['rows'][number] {
  return {
    label: words('slip.amount'),
    value: words('slip.amountValue', { amount: formatYuan(fen) }),
    small: yuanInCapitals(fen),
    big: true,
  }
}

/** The member's own password, once the centre has checked it or while it is on its way; a try that failed is no basis. */
function passwordRows({ words, pack }: Core, { password, state }: Operation): Slip['rows'] {
  if (password?.state !== 'given' || state === 'awaiting-verification') return []
  const isUnderWay = state === 'queued' || state === 'in-flight' || state === 'unknown'
  const value = words(isUnderWay ? 'slip.passwordSent' : 'slip.passwordHeld')
  const small = words('slip.attestedBasis', { title: pack.title })
  return [{ label: words('slip.attested'), value, small, big: false }]
}

/** What it rests on: a number that was typed, a second person who looked, two who saw the member agree. */
export function trustRows(core: Core, { operation, typed }: OperationRecord): Slip['rows'] {
  const { words, pack } = core
  const { second } = operation
  const rows: Slip['rows'] = []
  if (typed) rows.push({ label: words('slip.identity'), value: words('slip.typed'), small: null, big: false })
  rows.push(...passwordRows(core, operation))
  if (second === null) return rows
  const { elsewhere } = second
  const name = elsewhere?.name ?? clerkName(core, second.by)
  const at = `${shanghaiDate(second.at)} ${shanghaiTime(second.at)}`
  rows.push({
    label: words('slip.approved'),
    value: words('slip.approvedBy', { name, at }),
    small:
      elsewhere === undefined
        ? null
        : elsewhere.through === 'code'
          ? words('slip.approvedByCode')
          : words('slip.approvedThere', { place: elsewhere.place }),
    big: false,
  })
  if (second.witness === null) return rows
  const value = words('slip.attestedBy', { first: clerkName(core, second.witness), second: name })
  const small = words('slip.attestedBasis', { title: pack.title })
  return [...rows, { label: words('slip.attested'), value, small, big: false }]
}

/** Every reason of the centre, and that no money moved: a refusal is its coded word for that. */
export function whyRows({ words }: Core, { outcome, body, rejection, state }: Operation): Slip['rows'] {
  if (state === 'cancelled' && rejection !== null) {
    const value = words('slip.notApproved', { reason: rejection.reason })
    return [{ label: words('slip.why'), value, small: null, big: false }]
  }
  if (outcome?.type !== 'refused') return []
  const reasons = outcome.refusals
    .map((refusal) => words.refusal(refusal))
    .join('；')
    .slice(0, 400)
  const small = amountOf(body) === null ? null : words('slip.moneyNotMoved')
  return [{ label: words('slip.why'), value: reasons, small, big: false }]
}

/** Who acted for the member, under the hall mask, and by what; none where the member acted alone. */
export function agentRows({ words, pack }: Core, canonical: string | null): Slip['rows'] {
  const agent = canonical === null ? undefined : frozenAgent(canonical)
  if (agent === undefined) return []
  const { name, idNumber, relation, authority, memberPresent, paper } = agent
  const how = authority === 'guardian' ? 'guardian' : memberPresent ? 'here' : 'away'
  return [
    {
      label: words('slip.agent'),
      value: words('slip.agentValue', {
        relation: relation === undefined ? '' : (relationOf(pack, relation)?.name ?? relation),
        name: hallName(name),
        number: hallIdNumber(idNumber),
      }),
      small: words(`slip.agentHow.${how}`, {
        paper: paper === undefined ? '' : words(`slip.paper.${paper.kind}`),
      }),
      big: false,
    },
  ]
}

/** What was frozen when it was taken, not who acts in the visit by now. */
export function frozenAgent(canonical: string): OperationPayload['agent'] {
  const payload = operationPayloadSchema.safeParse(JSON.parse(canonical))
  return payload.success ? payload.data.agent : undefined
}
