import { createORPCClient, ORPCError, safe } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { JsonifiedClient } from '@orpc/openapi-client'
import { OpenAPILink } from '@orpc/openapi-client/fetch'
import { z } from 'zod'
import {
  centralContract,
  premiumsAnswerSchema,
  sentBatchOf,
  statusAnswerSchema,
} from '../../../shared/contract/central'
import {
  approvalRequestsSchema,
  askAnswerSchema,
  codeAnswerSchema,
  decideAnswerSchema,
  secretAnswerSchema,
} from '../../../shared/contract/approvals'
import { centreKeysAnswerSchema } from '../../../shared/contract/centre-keys'
import { ownOperationsAnswerSchema } from '../../../shared/contract/own-operations'
import { complaintAnswerSchema } from '../../../shared/contract/complaints'
import { dayCloseAnswerSchema } from '../../../shared/contract/day-close'
import {
  clerksAnswerSchema,
  institutionsAnswerSchema,
  packAnswerSchema,
} from '../../../shared/contract/centre-lists'
import {
  findOperationAnswerSchema,
  withdrawElsewhereAnswerSchema,
} from '../../../shared/contract/find-operation'
import { looksAnswerSchema, movementsAnswerSchema } from '../../../shared/contract/movements'
import { townshipAnswerSchema } from '../../../shared/contract/township'
import { memberFactsSchema } from '../../../shared/contract/operation'
import { payeeLookUpSchema } from '../../../shared/contract/look-ups'
import { errorCodes } from '../../../shared/domain/errors'
import type { OperationId } from '../../../shared/domain/ids'
import type { AnswerAbout, Central, CentralAnswer, CentralFailure } from '../ports'
import type { Carrier } from './carrier'
import { changesAnyVersionSchema, readChange } from './read-change'
import { carrierTo, codeIn, jsonOf, problemSchema } from './carrier'
import { LineFault } from './line-fault'
import {
  batchAnyVersionSchema,
  operationAnyVersionSchema,
  operationsAnyVersionSchema,
  understood,
} from './read-answers'
import type { StationIdentity, StationToken, TokenAnswer } from './station-token'
import { stationToken } from './station-token'

/** Questions about single operations that are on the line at once. */
const singlyAtOnce = 16

/** A centre and who we are to it. */
export interface CentralPlace {
  readonly url: string
  /** Whether a TLS key (SHA-256, hex) is the centre's; null for plain HTTP, which is practice's on this machine. */
  readonly isCentre: ((keyThumbprint: string) => boolean) | null
  readonly identity: StationIdentity
  readonly deadlineMs: number
  readonly encryption?: Central['encryption']
}

/**
 * The centre behind its contract. Every answer is checked by its schema; every failure says whether the centre may
 * have seen the request (`unanswered`) or certainly did nothing (`untouched`).
 */
export function centralClient({ url, isCentre, identity, deadlineMs, encryption }: CentralPlace): Central {
  const carrier = carrierTo(url, isCentre, deadlineMs)
  const carry: Carry = (request) => carrier.carry(request)
  const token = stationToken(
    identity,
    (assertion) => askToken(url, assertion, carry),
    () => performance.now(),
  )
  const link = new OpenAPILink(centralContract, {
    url,
    fetch: (request) => fetchAsStation(request, token, carry),
    customErrorResponseBodyDecoder: problemIn,
  })
  const client: JsonifiedClient<ContractRouterClient<typeof centralContract>> = createORPCClient(link)
  let saysShort = true
  return {
    ...(encryption === undefined ? {} : { encryption }),
    batch: async (batch, passwords) => {
      const beside = passwords === undefined ? {} : { passwords }
      const sent = saysShort ? sentBatchOf(batch) : batch
      const answer = await ask(client.batch({ ...sent, ...beside }), batchAnyVersionSchema)
      const isRefused = !answer.ok && answer.failure.code === 'message.malformed'
      if (sent === batch || !isRefused) return map(answer, (value) => understood(value, batch.id))
      // nothing of it was looked at: a centre that is older than the short form knows the plain one
      saysShort = false
      return map(await ask(client.batch({ ...batch, ...beside }), batchAnyVersionSchema), (value) =>
        understood(value, batch.id),
      )
    },
    operations: async (station, ids) => {
      const answers = await ask(client.operations({ station, ids: [...ids] }), operationsAnyVersionSchema)
      if (answers.ok) return { ok: true, value: answers.value.results }
      // a centre that is older than this question knows the one about a single operation
      return answers.failure.code === 'message.malformed' ? askSingly(client, ids) : answers
    },
    changes: async (station, after) =>
      map(await ask(client.changes({ station, after }), changesAnyVersionSchema), ({ cursor, changes }) => ({
        cursor,
        changes: changes.map(readChange),
      })),
    ownOperations: async (station, after, since) =>
      map(
        await ask(client.ownOperations({ station, after, since }), ownOperationsAnswerSchema),
        ({ operations }) => operations,
      ),
    member: (station, idNumber, readId) =>
      ask(client.member({ station, idNumber, readId }), memberFactsSchema),
    payee: async (station, payee) =>
      map(await ask(client.payee({ station, ...payee }), payeeLookUpSchema), ({ answer, asOf }) => ({
        answer,
        asOf: asOf ?? 0,
      })),
    premiums: (station, person) => ask(client.premiums({ station, ...person }), premiumsAnswerSchema),
    movements: (asked) => ask(client.movements(asked), movementsAnswerSchema),
    looks: (asked) => ask(client.looks(asked), looksAnswerSchema),
    findOperation: (asked) => ask(client.findOperation(asked), findOperationAnswerSchema),
    withdrawElsewhere: async (asked) =>
      orTooOld(await ask(client.withdrawElsewhere(asked), withdrawElsewhereAnswerSchema)),
    closeDay: async (asked) => orTooOld(await ask(client.dayClose(asked), dayCloseAnswerSchema)),
    status: (station) => ask(client.status({ station }), statusAnswerSchema),
    institutions: async () =>
      map(await ask(client.institutions(), institutionsAnswerSchema), ({ institutions }) => institutions),
    township: async () => orTooOld(await ask(client.township(), townshipAnswerSchema)),
    tellLook: (sent) => ask(client.tellLook(sent), complaintAnswerSchema),
    complaint: (sent) => ask(client.complaint(sent), complaintAnswerSchema),
    askApprovals: (station, requests) =>
      ask(client.askApprovals({ station, requests: [...requests] }), askAnswerSchema),
    approvalRequests: (station, clerk) =>
      ask(client.approvalRequests({ station, clerk }), approvalRequestsSchema),
    decideApproval: (sent) => ask(client.decideApproval(sent), decideAnswerSchema),
    approvalCode: (sent) => ask(client.approvalCode(sent), codeAnswerSchema),
    approvalSecret: async (station) =>
      map(await ask(client.approvalSecret({ station }), secretAnswerSchema), ({ secret }) => secret),
    clerks: async () => map(await ask(client.clerks(), clerksAnswerSchema), ({ clerks }) => clerks),
    rulePacks: async (from) =>
      map(await ask(client.rulePacks({ from }), packAnswerSchema), ({ packs }) => packs),
    centreKeys: async () => {
      const answer = map(
        await ask(client.centreKeys(), centreKeysAnswerSchema),
        ({ announcements }) => announcements,
      )
      // a centre that is older than this question
      return !answer.ok && answer.failure.code === 'message.malformed' ? { ok: true, value: [] } : answer
    },
    close: () => carrier.close(),
  }
}

/** Few at a time; the first failure is everybody's. */
async function askSingly(
  client: JsonifiedClient<ContractRouterClient<typeof centralContract>>,
  ids: readonly OperationId[],
): ReturnType<Central['operations']> {
  const value: AnswerAbout[] = []
  for (let from = 0; from < ids.length; from += singlyAtOnce) {
    const asked = ids.slice(from, from + singlyAtOnce)
    const answers = await Promise.all(
      asked.map((id) => ask(client.operation({ id }), operationAnyVersionSchema)),
    )
    for (const answer of answers) {
      if (!answer.ok) return answer
      value.push(answer.value)
    }
  }
  return { ok: true, value }
}

type Carry = Carrier['carry']

/** Our codes in the centre's problem documents (RFC 9457); null for an answer that is none. */
function problemIn(body: unknown): ORPCError<string, unknown> | null {
  const problem = problemSchema.safeParse(body)
  if (!problem.success) return null
  const { code, status, title, data } = problem.data
  return new ORPCError(code, { status, message: title, data, defined: true })
}

const tokenRefused: readonly string[] = ['sync.token-needed', 'sync.token-expired']

/** The request with the station's token; with a new one when the centre takes the old one no longer. */
async function fetchAsStation(request: Request, token: StationToken, carry: Carry): Promise<Response> {
  const first = await currentToken(token)
  const answer = await carry(withToken(request.clone(), first))
  if (answer.status !== 401) return answer
  const refused = problemSchema.safeParse(await jsonOf(answer.clone()))
  if (!refused.success || !tokenRefused.includes(refused.data.code)) return answer
  token.drop(first)
  return carry(withToken(request, await currentToken(token)))
}

/** Whatever keeps us from a token, nothing of the request itself has left this machine. */
async function currentToken(token: StationToken): Promise<string> {
  try {
    return await token.current()
  } catch (error) {
    const code = error instanceof LineFault ? error.failure.code : 'central.rubbish'
    throw new LineFault({ kind: 'untouched', code, expected: null })
  }
}

function withToken(request: Request, token: string): Request {
  request.headers.set('authorization', `Bearer ${token}`)
  return request
}

async function askToken(url: string, assertion: string, carry: Carry): Promise<TokenAnswer> {
  const request = new Request(`${url}/v1/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  })
  const response = await carry(request)
  const body = await jsonOf(response)
  if (response.ok) return { ok: true, body }
  const problem = problemSchema.safeParse(body)
  const code = codeIn(response.status, problem.data)
  const data = z.looseObject({ at: z.number() }).safeParse(problem.data?.data)
  return {
    ok: false,
    error: new LineFault({ kind: 'untouched', code, expected: null }),
    at: code === 'sync.bad-assertion' && data.success ? data.data.at : null,
  }
}

async function ask<Schema extends z.ZodType>(
  call: Promise<unknown>,
  schema: Schema,
): Promise<CentralAnswer<z.output<Schema>>> {
  const [error, data] = await safe(call)
  if (error !== null) return { ok: false, failure: failureOf(error) }
  const checked = schema.safeParse(data)
  if (!checked.success) return { ok: false, failure: { kind: 'unanswered', code: 'central.rubbish' } }
  return { ok: true, value: checked.data }
}

/** A question that an older centre does not know is malformed to it; nothing was done. */
function orTooOld<T>(answer: CentralAnswer<T>): CentralAnswer<T> {
  if (answer.ok || answer.failure.code !== 'message.malformed') return answer
  return { ok: false, failure: { ...answer.failure, code: 'central.too-old' } }
}

function failureOf(error: unknown): CentralFailure {
  if (error instanceof LineFault) return error.failure
  if (!(error instanceof ORPCError)) return { kind: 'unanswered', code: 'central.rubbish' }
  const answer: { readonly code: unknown; readonly status: number; readonly data: unknown } = error
  if (answer.status >= 500) return { kind: 'unanswered', code: 'central.failed' }
  const code = errorCodes.find((known) => known === answer.code) ?? 'central.rubbish'
  return { kind: 'untouched', code, expected: expectedIn(answer.data) }
}

function expectedIn(data: unknown): number | null {
  return typeof data === 'object' && data !== null && 'dispatch' in data && typeof data.dispatch === 'number'
    ? data.dispatch
    : null
}

function map<A, B>(answer: CentralAnswer<A>, f: (value: A) => B): CentralAnswer<B> {
  return answer.ok ? { ok: true, value: f(answer.value) } : answer
}
