import type { PremiumForm } from '../../../shared/contract/counter'
import type { CheckLine } from '../../../shared/contract/view'
import { decide } from '../../../shared/domain/decide'
import type { Decision } from '../../../shared/domain/decide'
import type { JournalEvent } from '../../../shared/domain/events'
import type { OperationId, VisitId } from '../../../shared/domain/ids'
import { amountOf } from '../../../shared/domain/operation'
import type { OperationBody, PremiumBody, Refusal } from '../../../shared/domain/operation'
import { fail, ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import type { VisitRecord } from '../projection/projection'
import { askPremiums } from './ask-premiums'
import { hashOfWords, householdWords } from './confirm-words'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { formContext, linesOf, openVisitOf } from './propose-operation'
import { atFormField, readForm } from './read-form'
import { roomProblem } from './room'
import { decideContext, knownPremium } from './rule-context'
import { currentClerk } from './sign-in'
import { commandToTake } from './take-operation'

/** One line of a household: one person's premium of one year, an operation of its own. */
export interface PremiumLine {
  readonly operationId: OperationId
  readonly form: PremiumForm
}

/**
 * All rules of every line at once; later lines count what the earlier ones draw from the same source.
 * Errors: `sign-in.needed`, `visit.none-open`.
 */
export function checkPremiums(
  core: Core,
  visitId: VisitId,
  forms: readonly PremiumForm[],
): ServiceResult<readonly (readonly CheckLine[])[]> {
  const visit = openVisitOf(core, visitId)
  if (!visit.ok) return visit
  const before: PremiumBody[] = []
  return ok(
    forms.map((form) => {
      const lines = linesOf(core, visit.value, form, drawnFrom(before, form.source))
      const body = readForm(form, formContext(core, visit.value))
      if (body.ok && body.value.kind === 'premium-payment') before.push(body.value)
      return lines
    }),
  )
}

/**
 * Makes (or changes) the drafts of a household and shows them to the member as one: who, which year, how much together.
 * All or none. Errors: as of one operation, the field of a line as `line.field`; `premium.twice` for a person named twice.
 */
export async function proposePremiums(
  core: Core,
  visitId: VisitId,
  lines: readonly PremiumLine[],
): Promise<ServiceResult<null>> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const before = openVisitOf(core, visitId)
  if (!before.ok) return before
  const noRoom = roomProblem(core, 'taking')
  if (noRoom !== null) return refuse(noRoom)
  await askUnknown(core, lines)
  const visit = openVisitOf(core, visitId)
  if (!visit.ok) return visit
  const bodies = readLines(core, visit.value, lines)
  if (!bodies.ok) return bodies
  const words = householdWords(core, visit.value, bodies.value)
  const wordsHash = hashOfWords(words)
  const decided = decideAll(lines.length, (n) => {
    const line = lines[n]
    const body = bodies.value[n]
    if (line === undefined || body === undefined) throw new Error('a line without its body')
    const { operationId } = line
    const proposal = { type: 'propose', operationId, visitId, clerk: clerk.id, body, wordsHash } as const
    return decide(
      core.projection.operation(operationId)?.operation ?? null,
      proposal,
      decideContext(core, visit.value, body, drawnFrom(bodies.value.slice(0, n), body.source)),
    )
  })
  if (!decided.ok) return decided
  core.commit(
    decided.value.flatMap((events, n) => {
      const operationId = lines[n]?.operationId
      return events.length === 0 || operationId === undefined
        ? events
        : [...events, { type: 'words-shown', operationId, wordsHash, ...words } as const]
    }),
  )
  core.moment.shown = lines.map(({ operationId }) => operationId)
  return ok(null)
}

/**
 * 登记 of a household: every line under its own number, all in one write or none.
 * Errors: as of taking one operation.
 */
export function takePremiums(core: Core, ids: readonly OperationId[]): ServiceResult<null> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const noRoom = roomProblem(core, 'taking')
  if (noRoom !== null) return refuse(noRoom)
  const records = ids.flatMap((id) => core.projection.operation(id) ?? [])
  const visit = records[0] === undefined ? null : core.projection.visit(records[0].operation.visitId)
  if (records.length !== ids.length || visit === null) return refuse('operation.no-such')
  let taken = core.projection.taken()
  const bodies = records.map(({ operation }) => operation.body)
  const decided = decideAll(records.length, (n) => {
    const record = records[n]
    if (record === undefined) throw new Error('a line without its record')
    const { body, taken: earlier } = record.operation
    const command = commandToTake(core, record, visit, clerk.id, earlier === null ? ++taken : earlier.number)
    if (!command.ok) return command
    const alsoFen = 'source' in body ? drawnFrom(bodies.slice(0, n), body.source) : 0
    return decide(record.operation, command.value, decideContext(core, visit, body, alsoFen))
  })
  if (!decided.ok) return decided
  const events = decided.value.flat()
  core.commit(events)
  if (events.length > 0) core.wakeSync()
  return ok(null)
}

/** Whose premiums nobody has asked about yet, the centre is asked when there is a line. */
async function askUnknown(core: Core, lines: readonly PremiumLine[]): Promise<void> {
  if (core.moment.line.state !== 'up') return
  for (const { form } of lines) {
    if (form.personIdNumber === '') continue
    if (knownPremium(core, form.personIdNumber.trim().toUpperCase(), Number(form.year)) !== undefined)
      continue
    await askPremiums(core, { name: form.personName, idNumber: form.personIdNumber })
  }
}

function readLines(
  core: Core,
  visit: VisitRecord,
  lines: readonly PremiumLine[],
): ServiceResult<readonly PremiumBody[]> {
  const bodies: PremiumBody[] = []
  const refusals = lines.flatMap(({ form }, n): readonly Refusal[] => {
    const body = readForm(form, formContext(core, visit))
    if (!body.ok) return atLine(n, body.error)
    if (body.value.kind !== 'premium-payment') throw new Error('a premium form read as something else')
    const { person, year } = body.value
    const twice = bodies.some((one) => one.person.idNumber === person.idNumber && one.year === year)
    bodies.push(body.value)
    return twice
      ? atLine(n, [{ code: 'premium.twice', data: {}, clause: null, field: 'personIdNumber' }])
      : []
  })
  return refusals.length > 0 ? fail(refusals) : ok(bodies)
}

function decideAll(
  count: number,
  one: (n: number) => Decision,
): ServiceResult<readonly (readonly JournalEvent[])[]> {
  const decisions = Array.from({ length: count }, (_, n) => one(n))
  const refusals = decisions.flatMap((decision, n) =>
    decision.ok ? [] : atLine(n, decision.error.map(atFormField)),
  )
  if (refusals.length > 0) return fail(refusals)
  return ok(decisions.map((decision) => (decision.ok ? decision.value : [])))
}

function atLine(n: number, refusals: readonly Refusal[]): readonly Refusal[] {
  return refusals.map((refusal) => ({
    ...refusal,
    field: refusal.field === null ? null : `${String(n)}.${refusal.field}`,
  }))
}

function drawnFrom(bodies: readonly OperationBody[], source: PremiumBody['source']): number {
  return bodies
    .filter((body) => 'source' in body && body.source === source)
    .reduce((sum, body) => sum + (amountOf(body) ?? 0), 0)
}
