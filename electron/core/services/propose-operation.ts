import type { OperationForm } from '../../../shared/contract/counter'
import type { CheckLine } from '../../../shared/contract/view'
import { decide } from '../../../shared/domain/decide'
import type { OperationId, VisitId } from '../../../shared/domain/ids'
import { fail, ok } from '../../../shared/domain/result'
import { checkOperation } from '../../../shared/domain/rules'
import type { Core } from '../counter-core'
import type { VisitRecord } from '../projection/projection'
import { askPayee } from './ask-payee'
import { clockProblem } from './clock-check'
import { confirmWords, hashOfWords } from './confirm-words'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { atFormField, readForm } from './read-form'
import type { FormContext } from './read-form'
import { roomProblem } from './room'
import { decideContext, knownPremium, ruleContext } from './rule-context'
import { currentClerk } from './sign-in'

/**
 * All rules at once for what is typed so far; a field that does not read is a line that names it.
 * Errors: `sign-in.needed`, `visit.none-open`.
 */
export function checkForm(
  core: Core,
  visitId: VisitId,
  form: OperationForm,
): ServiceResult<readonly CheckLine[]> {
  const visit = openVisitOf(core, visitId)
  if (!visit.ok) return visit
  return ok(linesOf(core, visit.value, form, 0))
}

/** Every rule of one form; `alsoFen` is what other forms taken with it draw from the same source. */
export function linesOf(
  core: Core,
  visit: VisitRecord,
  form: OperationForm,
  alsoFen: number,
): readonly CheckLine[] {
  const body = readForm(form, formContext(core, visit))
  if (!body.ok) return body.error.map((why) => ({ rule: 'form', verdict: 'fails', refusal: why, asOf: null }))
  return checkOperation(body.value, ruleContext(core, visit, body.value, alsoFen)).map((check) => ({
    ...check,
    refusal: check.refusal === null ? null : atFormField(check.refusal),
  }))
}

/**
 * Makes (or changes) the draft and shows its words to the member; an earlier 同意 does not hold for other words.
 * Errors: `sign-in.needed`, `visit.none-open`, `disk.full`, every field and every failing rule, `operation.*`.
 */
export async function proposeOperation(
  core: Core,
  operationId: OperationId,
  visitId: VisitId,
  form: OperationForm,
): Promise<ServiceResult<null>> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const before = openVisitOf(core, visitId)
  if (!before.ok) return before
  const noRoom = roomProblem(core, 'taking')
  if (noRoom !== null) return refuse(noRoom)
  const read = readForm(form, formContext(core, before.value))
  if (!read.ok) return read
  const body = read.value
  const wrongClock = clockProblem(core, body.kind)
  if (wrongClock !== null) return fail([wrongClock])
  if (body.kind === 'transfer' && core.moment.line.state === 'up') {
    const { name, idNumber, insuredRegion } = body.payee
    await askPayee(core, { name, idNumber, region: insuredRegion })
  }
  const visit = openVisitOf(core, visitId)
  if (!visit.ok) return visit
  const words = confirmWords(core, visit.value, body)
  const wordsHash = hashOfWords(words)
  const decision = decide(
    core.projection.operation(operationId)?.operation ?? null,
    { type: 'propose', operationId, visitId, clerk: clerk.id, body, wordsHash },
    decideContext(core, visit.value, body),
  )
  if (!decision.ok) return fail(decision.error.map(atFormField))
  core.commit(
    decision.value.length === 0
      ? []
      : [...decision.value, { type: 'words-shown', operationId, wordsHash, ...words }],
  )
  core.moment.shown = [operationId]
  return ok(null)
}

/** The visit that is being served, when it is this one. Errors: `sign-in.needed`, `visit.none-open`. */
export function openVisitOf(core: Core, visitId: VisitId): ServiceResult<VisitRecord> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  const visit = core.projection.openVisit()
  return visit?.id === visitId ? ok(visit) : refuse('visit.none-open')
}

/** What reading a form of this visit needs to know. */
export function formContext(core: Core, visit: VisitRecord): FormContext {
  return {
    pack: core.pack,
    nowAt: core.clock.now(),
    facts: core.projection.facts(visit.person.idNumber),
    person: visit.person,
    premium: (idNumber, year) => knownPremium(core, idNumber, year),
  }
}
