import { z } from 'zod'

/* What the centre's routes refuse with, as oRPC wants it. */

/** Nothing of the request was done: it was not looked at, or others' work set it back each time it was tried. */
export const doorErrors = {
  'message.malformed': { status: 400 },
  'message.too-large': { status: 413 },
  'message.too-slow': { status: 408 },
  'sync.too-many': { status: 429 },
  'sync.contended': { status: 503 },
}
export const stationErrors = {
  ...doorErrors,
  'sync.token-needed': { status: 401 },
  'sync.token-expired': { status: 401 },
  'sync.unknown-station': { status: 403 },
  'sync.wrong-realm': { status: 403 },
  'sync.other-station': { status: 403 },
  'sync.epoch-ended': { status: 403 },
}
export const batchErrors = {
  ...stationErrors,
  'sync.expected': { status: 409, data: z.object({ dispatch: z.number().int() }) },
  'sync.bad-signature': { status: 401 },
  'sync.bad-link': { status: 409 },
  'sync.two-writers': { status: 409 },
  'operation.same-id-other-content': { status: 409, data: z.object({ id: z.string() }) },
}
