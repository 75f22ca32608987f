import type { CentralFailure } from '../ports'

/** Raised where the connection is used, so that one place words every failure of it. */
export class LineFault extends Error {
  constructor(readonly failure: CentralFailure) {
    super(failure.code)
  }
}

/** An answer as oRPC's client reads it: JSON by its plain name only; a problem document is JSON too. */
export function answerOf(
  status: number,
  type: string | null,
  body: ArrayBuffer | Uint8Array<ArrayBuffer>,
): Response {
  const isEmpty = status === 204 || status === 205 || status === 304
  return new Response(isEmpty ? null : body, {
    status,
    headers:
      type === null ? {} : { 'content-type': type.replace('application/problem+json', 'application/json') },
  })
}
