import type { ErrorCode } from './errors'

/** What the centre says of a password, or of an operation that came without any verification; nothing was done. */
export const verificationCodes = [
  'verification.wrong',
  'verification.locked',
  'verification.never-set',
  'verification.lapsed',
  'verification.unreadable',
  'verification.missing',
  'verification.by-agent',
] as const satisfies readonly ErrorCode[]
export type VerificationCode = (typeof verificationCodes)[number]
