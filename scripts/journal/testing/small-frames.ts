import { collector } from '../findings.mjs'
import type { Finding } from '../findings.mjs'
import type { Secret } from '../keys.mjs'
import { walk } from '../walk.mjs'
import type { SmallFrame } from './small-journal'

/** The business day of `noon`. */
export const day = '2026-11-20'
export const noon = Date.parse('2026-11-20T12:00:00+08:00')
export const dayMs = 86_400_000

export const frame = (clerk: string, at = noon): SmallFrame => ({
  at,
  code: 4,
  event: { type: 'sign-in-failed', clerk },
})

/** What the verifier finds, as the program tells it. */
export function findingsIn(folder: string, secret: Secret = { passphrase: null, key: null }): Finding[] {
  const { add, all } = collector()
  walk(folder, secret, { found: add })
  return all
}
