import { canonicalJson } from '../../../shared/contract/canonical'
import type { EnrolAnswer, EnrolRequest } from '../../../shared/contract/enrolment'
import { enrolAnswerSchema } from '../../../shared/contract/enrolment'
import type { ErrorCode } from '../../../shared/domain/errors'
import type { Result } from '../../../shared/domain/result'
import { fail, ok } from '../../../shared/domain/result'
import type { Signer } from '../crypto'
import { carrierTo, codeIn, jsonOf, problemSchema } from './carrier'
import { LineFault } from './line-fault'

/** What the new key asks for; it signs the whole. */
type Asked = Omit<EnrolRequest, 'suite' | 'purpose'>

/**
 * Enrols at the centre over a connection of its own, to nobody but the holder of the key that the code names. An answer
 * that was lost is asked for again by the same code and key.
 * Errors: how the line failed (`central.*`), and what the centre refuses (`enrol.*`, `sync.*`).
 */
export async function enrolAtCentre(
  address: string,
  isCentre: (keyThumbprint: string) => boolean,
  asked: Asked,
  signer: Signer,
  deadlineMs: number,
): Promise<Result<EnrolAnswer, ErrorCode>> {
  const request: EnrolRequest = { suite: 'intl-1', purpose: 'enrol', ...asked }
  const carrier = carrierTo(address, isCentre, deadlineMs)
  try {
    const response = await carrier.carry(
      new Request(`${address}/v1/enrol`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ request: await signer.sign(canonicalJson(request)) }),
      }),
    )
    const body = await jsonOf(response)
    if (!response.ok) return fail(codeIn(response.status, problemSchema.safeParse(body).data))
    const answer = enrolAnswerSchema.safeParse(body)
    return answer.success ? ok(answer.data) : fail('central.rubbish')
  } catch (error) {
    if (error instanceof LineFault) return fail(error.failure.code)
    throw error
  } finally {
    carrier.close()
  }
}
