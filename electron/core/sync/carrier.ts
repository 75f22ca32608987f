import { z } from 'zod'
import { errorCodes } from '../../../shared/domain/errors'
import type { ErrorCode } from '../../../shared/domain/errors'
import { http2Line } from './http2-line'
import { plainFetch } from './plain-line'

/** Brings requests to the centre and their whole answers back. */
export interface Carrier {
  /** @throws LineFault */
  carry(request: Request): Promise<Response>
  close(): void
}

/**
 * @param isCentre whether a TLS key (SHA-256 thumbprint, hex) is the centre's; null for plain HTTP, which is practice's on
 *   this machine
 */
export function carrierTo(
  url: string,
  isCentre: ((keyThumbprint: string) => boolean) | null,
  deadlineMs: number,
): Carrier {
  if (isCentre === null)
    return { carry: (request) => plainFetch(request, deadlineMs), close: () => undefined }
  const { hostname, port } = new URL(url)
  const host = hostname.replace(/^\[|\]$/gu, '')
  const line = http2Line({ host, port: port === '' ? 443 : Number(port), isCentre })
  return { carry: (request) => line.fetch(request, deadlineMs), close: () => line.close() }
}

/** A problem document of the centre (RFC 9457). */
export const problemSchema = z.looseObject({
  code: z.string().max(80),
  status: z.number().int(),
  title: z.string().max(400),
  data: z.unknown().optional(),
})

/** Our code in a refusal; a centre that failed, or says what we do not know, has codes of its own. */
export function codeIn(status: number, problem: { readonly code: string } | undefined): ErrorCode {
  if (status >= 500) return 'central.failed'
  return errorCodes.find((known) => known === problem?.code) ?? 'central.rubbish'
}

/** undefined for a body that is no JSON. */
export async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    return undefined
  }
}
