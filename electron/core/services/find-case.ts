import { slipStatementSchema } from '../../../shared/contract/case'
import type { Found, SlipSaid, SlipStatement } from '../../../shared/contract/case'
import type { FindOperationAnswer } from '../../../shared/contract/find-operation'
import type { OperationId } from '../../../shared/domain/ids'
import { readOperationNumber } from '../../../shared/domain/operation-number'
import { ok } from '../../../shared/domain/result'
import { slipCode, splitSlipCode } from '../../../shared/domain/slip-code'
import type { Core } from '../counter-core'
import { operationNumber } from '../views/operation-view'
import { centreKnows } from './member-password'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'
import { currentClerk } from './sign-in'

/**
 * F3: what a 业务号, alone or with its 核对码, leads to: a case of this station, or whose it is by its prefix and what the centre says of it.
 * Errors: `sign-in.needed`; at the field `field.missing`, `operation-number.malformed`,
 * `operation-number.wrong-check-digit`, `slip.wrong-code`, `operation.no-such` (this station's, never given),
 * `operation.purged`.
 */
export async function findByNumber(core: Core, text: string): Promise<ServiceResult<Found>> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  const { number, code } = splitSlipCode(text)
  if (number === '') return refuse('field.missing', 'number')
  const read = readOperationNumber(number)
  if (!read.ok) return refuse(read.error, 'number')
  const { stationPrefix: prefix, taken } = read.value
  const operationId = core.projection.looks.operationOfNumber(taken)
  const record = operationId === null ? null : core.projection.operation(operationId)
  if (record !== null && operationNumber(core, record.operation) === number) {
    const isRight = code === null || code === slipCode(record.operation.taken?.payloadHash ?? '')
    if (!isRight) return refuse('slip.wrong-code', 'number')
    const told = code === null ? null : 'right'
    return ok({ found: 'case', operationId: record.operation.id, slip: null, code: told })
  }
  if (isOurPrefix(core, prefix, taken)) {
    const day = core.projection.looks.purgedDayOf(taken)
    return day === null
      ? refuse('operation.no-such', 'number')
      : refuse('operation.purged', 'number', { day })
  }
  core.moment.foundElsewhere = { number }
  const asksCode = code !== null && centreKnows(core, 'slip-code')
  const asked = { station: core.station.id, number, ...(asksCode ? { code } : {}) }
  const answer = await core.central()?.findOperation(asked)
  const isKnown = answer?.ok === true && answer.value.known
  if (asksCode && isKnown && !answer.value.proved) return refuse('slip.wrong-code', 'number')
  const told = code === null ? null : asksCode && isKnown ? 'right' : 'unchecked'
  return ok(elsewhere(answer, { number, prefix, slip: null, code: told }))
}

/**
 * The QR of a slip: what it said, who vouches for it, and where its case is. A statement under a key nobody here knows is
 * said to be just that, never to be right.
 * Errors: `sign-in.needed`, `slip.unreadable`, `slip.other-realm`, `slip.bad-signature` (it names this counter's own key,
 * which did not sign it).
 */
export async function findBySlip(core: Core, jws: string): Promise<ServiceResult<Found>> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  const statement = claimedStatement(jws)
  if (statement === null) return refuse('slip.unreadable')
  if (statement.r !== core.realm) return refuse('slip.other-realm')
  const isOurs = statement.s === core.station.id && statement.e === core.station.epoch
  if (isOurs && (await core.signer.verify(jws)) === null) return refuse('slip.bad-signature')
  if (isOurs && core.projection.operation(statement.i) !== null)
    return ok({ found: 'case', operationId: statement.i, slip: said(statement, 'ours'), code: null })
  const { i: id, s: station } = statement
  core.moment.foundElsewhere = { id, proof: jws }
  const answer = await core.central()?.findOperation({ station: core.station.id, id, proof: jws })
  const proved = answer?.ok === true && answer.value.known && answer.value.proved
  const slip = said(statement, isOurs ? 'ours' : proved ? 'centre' : 'unknown-key')
  // of an earlier epoch of this station: the key is gone, the case is here
  if (station === core.station.id && core.projection.operation(id) !== null)
    return ok({ found: 'case', operationId: id, slip, code: null })
  return ok(elsewhere(answer, { number: null, prefix: null, slip, code: null }))
}

/** The slip that was scanned a moment ago. Errors: `code.gone`, and those of {@link findBySlip}. */
export async function findScannedSlip(core: Core, scanId: string): Promise<ServiceResult<Found>> {
  if (currentClerk(core) === null) return refuse('sign-in.needed')
  const jws = core.codes.slip(scanId)
  return jws === null ? refuse('code.gone') : findBySlip(core, jws)
}

type Asked = { readonly ok: boolean; readonly value?: FindOperationAnswer } | undefined

function elsewhere(
  answer: Asked,
  what: Pick<Extract<Found, { found: 'elsewhere' }>, 'number' | 'prefix' | 'slip' | 'code'>,
): Found {
  const told = answer?.value
  if (told === undefined) return { found: 'elsewhere', ...what, asked: 'no-line', today: null }
  return told.known
    ? { found: 'elsewhere', ...what, asked: 'answered', today: told.operation }
    : { found: 'elsewhere', ...what, asked: 'not-known', today: null }
}

/** Whether this station ever gave numbers with these digits. */
function isOurPrefix({ projection, station }: Core, prefix: string, taken: number): boolean {
  return prefix === (projection.prefixOf(taken) ?? station.prefix)
}

function said(statement: SlipStatement, signature: SlipSaid['signature']): SlipSaid {
  const { k: kind, st: state, rc: receipt, a: amountFen, n: member, p: payee, t: at, s: station } = statement
  return { kind, state, receipt, amountFen, member, payee, at, station, signature }
}

/** What a compact JWS claims, before anybody vouches for it. */
function claimedStatement(jws: string): SlipStatement | null {
  const [, middle = '', ...rest] = jws.split('.')
  if (rest.length !== 1) return null
  try {
    const read = slipStatementSchema.safeParse(JSON.parse(Buffer.from(middle, 'base64url').toString('utf8')))
    return read.success ? read.data : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/**
 * A case was opened: kept as a look at its member's records, unless that member is being served. Opened again by the same
 * clerk without another in between is the same look.
 */
export function noteCaseOpened(
  core: Core,
  caseOf: OperationId,
  way: 'number' | 'slip' | 'list',
): ServiceResult<null> {
  const clerk = currentClerk(core)
  if (clerk === null) return refuse('sign-in.needed')
  const record = core.projection.operation(caseOf)
  if (record === null) return refuse('operation.no-such')
  const of = record.member.idNumber
  const isServed = core.projection.openVisit()?.person.idNumber === of
  if (isServed || core.moment.caseOpened === caseOf) return ok(null)
  core.moment.caseOpened = caseOf
  core.commit([{ type: 'case-opened', caseOf, of, clerk: clerk.id, way }])
  return ok(null)
}
