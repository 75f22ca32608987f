import { isTwin } from '../services/item-records'
import type { MemberView } from '../../../shared/contract/view'
import { shanghaiDate, shanghaiTime } from '../../../shared/domain/china-time'
import type { ErrorCode } from '../../../shared/domain/errors'
import { hallName } from '../../../shared/domain/masks'
import { showOperationNumber } from '../../../shared/domain/operation-number'
import { displayState } from '../../../shared/domain/operation-states'
import type { DisplayState } from '../../../shared/domain/operation-states'
import type { Refusal } from '../../../shared/domain/operation'
import type { Core } from '../counter-core'
import { sha256 } from '../crypto'
import type { OperationRecord, VisitRecord } from '../projection/projection'
import { helpWords } from '../services/confirm-words'
import { passwordNow } from '../services/member-password'
import { askedNow } from '../services/separate-question'
import { cardWords } from '../services/answer-card'
import { currentClerk } from '../services/sign-in'
import type { WordKey } from '../words'
import { operationNumber } from './operation-view'
import { triageView } from './triage-view'

type Screen = MemberView['screen']

/** What the member window may show now: words from the allow-list, nothing of the clerk's. */
export function memberView(core: Core, revision: number): MemberView {
  return { run: core.run, revision, realm: core.realm, hall: core.station.hall, screen: screenOf(core) }
}

function screenOf(core: Core): Screen {
  if (currentClerk(core) === null) return { name: 'please-wait' }
  const visit = core.projection.openVisit()
  const { card } = core.moment
  if (card !== null && !isAsked(core)) return toldScreen(cardWords(core, card))
  if (visit === null) {
    const { cardProblem } = core.moment
    const triage = triageView(core)
    if (triage?.state === 'shown') return toldScreen(triage.told)
    if (cardProblem !== null)
      return { name: 'card-trouble', words: core.words(troubleWords(cardProblem.code)) }
    if (triage === null && isClosedForToday(core)) return closedScreen(core)
    return noReaderWorks(core.moment)
      ? { name: 'card-trouble', words: core.words('cardTrouble.reader') }
      : { name: 'lay-card' }
  }
  const shown = core.moment.shown.flatMap((id) => core.projection.operation(id) ?? [])
  const [first] = shown
  if (first?.operation.visitId === visit.id) return operationScreen(core, first, shown)
  const facts = core.projection.facts(visit.person.idNumber)
  return {
    name: 'greeting',
    ...greeted(core, visit),
    waitingMoney: visit.confirmedAt === null ? 0 : (facts?.waitingToReceive.length ?? 0),
  }
}

/** After 日结 nobody is asked for a card, until somebody is served all the same. */
function isClosedForToday({ projection: { days }, clock }: Core): boolean {
  const close = days.close(shanghaiDate(clock.now()))
  return close !== null && !days.cameSince(close.newest.at)
}

function closedScreen({ words, pack }: Core): Screen {
  return toldScreen([
    words('day.member.headline'),
    words('day.member.next'),
    words('day.member.hours', { hours: pack.office.hours }),
  ])
}

/** Words stand there that the member has not answered: nothing is laid over them. */
function isAsked({ moment, projection }: Core): boolean {
  return moment.shown.some((id) => {
    const operation = projection.operation(id)?.operation
    return operation?.state === 'draft' && operation.assent === null
  })
}

/** The first sentence stands large above the others. */
function toldScreen([headline = '', ...lines]: readonly string[]): Screen {
  return { name: 'told', headline, lines }
}

/** Who is greeted: whoever sits there, and who helps whom. */
function greeted(core: Core, visit: VisitRecord): { member: string; helps: string | null } {
  const { agent } = visit.help
  const sits = agent !== null && !agent.memberPresent ? agent.person : visit.person
  return { member: hallName(sits.name), helps: helpWords(core, visit) }
}

/** Nobody is asked to lay a card on a reader that cannot read. */
function noReaderWorks({ devices, readers }: Core['moment']): boolean {
  const unusable = ['absent', 'no-permission', 'busy', 'fault']
  if (devices === 'stopped') return true
  return readers.length > 0 && readers.every(({ state }) => unusable.includes(state.name))
}

function operationScreen(core: Core, record: OperationRecord, all: readonly OperationRecord[]): Screen {
  const { operation } = record
  if (operation.state === 'draft') {
    const asked = askedNow(core, operation)
    if (asked === null) return { name: 'please-wait' }
    const { question, facts, wordsHash, answer } = asked
    return { name: 'confirm', operationId: operation.id, wordsHash, question, facts: [...facts], answer }
  }
  const password = passwordScreen(core, record, all)
  if (password !== null) return password
  if (all.some((one) => displayState(one.operation) !== displayState(operation)))
    return mixedScreen(core, record, all)
  const key = resultKey(record)
  const opensAt = operation.outcome?.type === 'deferred' ? operation.outcome.opensAt : null
  const number = operationNumber(core, operation)
  return {
    name: 'result',
    headline: core.words(`result.${key}.headline`),
    detail: core.words(`result.${key}.detail`, { opens: opensAt === null ? '' : shanghaiTime(opensAt) }),
    number: number === null ? null : showOperationNumber(number),
    tone: tones[displayState(operation)],
  }
}

/** The keypad, for everything on the window that waits for the password; null where none is asked for. */
function passwordScreen(
  core: Core,
  { operation }: OperationRecord,
  all: readonly OperationRecord[],
): Screen | null {
  const key = core.central()?.encryption?.()
  const asked = all.flatMap((one) => {
    const { id: operationId, taken, outcome, password } = one.operation
    if (taken === null || passwordNow(core, one.operation)?.asked !== true) return []
    return [{ operationId, payloadHash: taken.payloadHash, since: [outcome?.at ?? 0, password?.at ?? 0] }]
  })
  if (key === undefined || asked.length === 0) return null
  const why = passwordNow(core, operation)?.why ?? null
  return {
    name: 'password',
    operations: asked.map(({ operationId, payloadHash }) => ({ operationId, payloadHash })),
    facts: [...(core.projection.words(operation.id, operation.wordsHash)?.facts ?? [])],
    said: why === null ? null : saidOf(core, why),
    asking: sha256(JSON.stringify(asked)),
    at: core.clock.now(),
    key,
  }
}

function saidOf({ words }: Core, { code, data }: Refusal): string {
  switch (code) {
    case 'verification.wrong':
      return words('password.wrong', { left: data['left'] ?? '' })
    case 'verification.lapsed':
    case 'verification.missing':
      return words('password.lapsed')
    default:
      return words('password.again')
  }
}

/** Of a household's premiums some are done and some are not: never said better than it is. */
function mixedScreen(core: Core, { operation }: OperationRecord, all: readonly OperationRecord[]): Screen {
  const number = operationNumber(core, operation)
  const done = all.filter((one) => one.operation.receipt === 'tax-confirmed').length
  return {
    name: 'result',
    headline: core.words('result.mixed.headline'),
    detail: core.words('result.mixed.detail', { n: all.length, done }),
    number: number === null ? null : showOperationNumber(number),
    tone: 'wait',
  }
}

type ResultKey =
  Extract<WordKey, `result.${string}.headline`> extends `result.${infer Key}.headline` ? Key : never

/** 钱没有动 is said only while nothing was sent, or where the centre said so. */
function resultKey({ operation }: OperationRecord): ResultKey {
  const shown = displayState(operation)
  if (shown === 'queued' && operation.sent) return 'queued-sent'
  if (isTwin(operation)) return 'twin'
  if (shown === 'awaiting-verification' && isPastPassword(operation)) return 'no-password'
  if (shown === 'cancelled' && operation.rejection !== null) return 'rejected'
  if (shown !== 'done' || operation.body.kind === 'transfer') return shown
  return `done-${operation.body.kind}`
}

/** The password was tried, or could not be remembered: another way is found, and said without a reproach. */
function isPastPassword({ password, outcome }: OperationRecord['operation']): boolean {
  return password?.state === 'forgotten' || outcome?.type === 'verification-needed'
}

const tones: Readonly<Record<DisplayState, Extract<Screen, { name: 'result' }>['tone']>> = {
  draft: 'wait',
  queued: 'wait',
  'in-flight': 'wait',
  'awaiting-hours': 'wait',
  'awaiting-approval': 'wait',
  'awaiting-verification': 'ask',
  unknown: 'ask',
  done: 'done',
  refused: 'stop',
  cancelled: 'wait',
  'receipt-pending': 'wait',
  'receipt-received': 'done',
  'receipt-returned': 'ask',
  'receipt-tax-pending': 'wait',
  'receipt-tax-confirmed': 'done',
  'receipt-tax-returned': 'ask',
  corrected: 'ask',
}

function troubleWords(code: ErrorCode): WordKey {
  if (code === 'card.moved') return 'cardTrouble.moved'
  if (code === 'card.real-in-practice') return 'cardTrouble.practice'
  if (code === 'code.malformed') return 'cardTrouble.code'
  return code.startsWith('reader.') ? 'cardTrouble.reader' : 'cardTrouble.unreadable'
}
