import type { ConsentSubject, Operation } from '../../../shared/domain/operation'
import { regionName } from '../../../shared/domain/regions'
import { separateConsents } from '../../../shared/domain/separate-consent'
import { cautiousDataConsentUnder } from '../../../shared/domain/rule-pack'
import type { Core } from '../counter-core'
import type { VisitRecord } from '../projection/projection'
import { hashOfWords, whoseWords } from './confirm-words'
import type { ConfirmWords } from './confirm-words'

/** What stands on the member's window of a draft, and what was answered to it. */
export interface Asked extends ConfirmWords {
  readonly wordsHash: string
  readonly answer: 'agree' | 'decline' | 'help' | null
  readonly answeredAt: number | null
  /** null = the application itself; else the question that is asked by itself. */
  readonly subject: ConsentSubject | null
}

/**
 * What is asked of the member now: the application first, then, once it was agreed to, one after the other what is asked
 * by itself (domain.md 2). `agree` is answered only when nothing is left. Null when the words are not known any more.
 */
export function askedNow(core: Core, operation: Operation): Asked | null {
  const { id, wordsHash, assent, consents = [] } = operation
  const words = core.projection.words(id, wordsHash)
  if (words === null) return null
  const { question, facts } = words
  const application: Asked = {
    question,
    facts: facts.map((fact) => ({ ...fact })),
    wordsHash,
    answer: assent?.answer ?? null,
    answeredAt: assent?.at ?? null,
    subject: null,
  }
  const visit = core.projection.visit(operation.visitId)
  if (assent?.answer !== 'agree' || visit === null) return application
  const agreed = (subject: ConsentSubject): boolean =>
    consents.some((one) => one.subject === subject && one.answer === 'agree')
  const next = separateSubjects(core, visit, operation).find((subject) => !agreed(subject))
  if (next === undefined) return application
  const separate = separateWords(core, visit, operation, next)
  const hash = hashOfWords(separate)
  const given = consents.find((one) => one.subject === next && one.wordsHash === hash)
  return {
    ...separate,
    wordsHash: hash,
    answer: given?.answer ?? null,
    answeredAt: given?.at ?? null,
    subject: next,
  }
}

function separateSubjects(
  core: Core,
  { person }: VisitRecord,
  { body }: Operation,
): readonly ConsentSubject[] {
  const { idNumber } = person
  const birthDate = person.birthDate === '' ? null : person.birthDate
  return separateConsents(body, {
    person: { idNumber, birthDate, validTo: '' },
    nowAt: core.clock.now(),
    pack: core.pack,
  })
}

/** Just that sentence, without the facts of the application. */
function separateWords(
  core: Core,
  visit: VisitRecord,
  { body }: Operation,
  subject: ConsentSubject,
): ConfirmWords {
  const place = body.kind === 'wallet-opening' ? regionName(body.placeOfUse) : ''
  const under = core.pack.ages.dataConsentUnder ?? cautiousDataConsentUnder
  const question = core.words(`confirm.separate.${subject}`, { place, under, ...whoseWords(core, visit) })
  return { question, facts: [] }
}
