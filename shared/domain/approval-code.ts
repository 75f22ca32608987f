import type { ClerkId, Fen, StationId } from './ids'
import type { Named, OperationBody } from './operation'
import { amountOf } from './operation'
import type { Result } from './result'
import { fail, ok } from './result'
import { bareNumber } from './typed-text'

/** 核对数 and 电话复核码 are read out on the telephone: eight digits each, shown in fours. */
export const approvalDigits = 8

/**
 * What an approval by telephone is bound to (ADR 34): exactly what is told on the telephone, and who gives it. Counter and
 * centre make the same code of it with the station's approval secret.
 */
export interface ApprovalSubject {
  readonly station: StationId
  /** The running number in the 业务号. */
  readonly taken: number
  /** Digits over the frozen bytes and the moment they were read out ({@link challengeText}). */
  readonly challenge: string
  /** Null where no money moves. */
  readonly amountFen: Fen | null
  /** Last four of the ID number of whoever the operation is for: payee, insured person, relative; else the member. */
  readonly last4: string
  /** Who gives it: another supervisor's name makes another code. */
  readonly by: ClerkId
}

/** The text whose SHA-256 the challenge is taken from. @param askedAt ms since 1970, when the clerk began to read it out */
export function challengeText(payloadHash: string, askedAt: number): string {
  return `approval-challenge intl-1 ${payloadHash} ${String(askedAt)}`
}

/** Eight decimal digits of a hash of at least 16 hex digits; every one of the hundred million is as likely. */
export function digitsOf(hash: string): string {
  const spread = BigInt(`0x${hash.slice(0, 32)}`) % 10n ** BigInt(approvalDigits)
  return spread.toString().padStart(approvalDigits, '0')
}

/** In fours, as it is read out: 4821 0376. */
export function showDigits(digits: string): string {
  return digits.replace(/(.{4})(?=.)/gu, '$1 ')
}

/** A code or a challenge as it was typed, with or without spaces and dashes. */
export function readDigits(text: string): Result<string, 'field.missing' | 'approval.code-malformed'> {
  const digits = bareNumber(text)
  if (digits === '') return fail('field.missing')
  return /^\d{8}$/u.test(digits) ? ok(digits) : fail('approval.code-malformed')
}

/** The last four characters of an ID number as they are told on the telephone. */
export function readLast4(text: string): Result<string, 'field.missing' | 'approval.last4-malformed'> {
  const last4 = bareNumber(text).toUpperCase()
  if (last4 === '') return fail('field.missing')
  return /^\d{3}[\dX]$/u.test(last4) ? ok(last4) : fail('approval.last4-malformed')
}

/** What of an operation is read out: its amount, and whom it is for. */
export function toldOf(
  body: OperationBody,
  member: Named,
): Pick<ApprovalSubject, 'amountFen' | 'last4'> & { readonly name: string } {
  const { name, idNumber } = forWhom(body, member)
  return { amountFen: amountOf(body), last4: idNumber.slice(-4), name }
}

function forWhom(body: OperationBody, member: Named): Named {
  switch (body.kind) {
    case 'transfer':
      return body.payee
    case 'premium-payment':
      return body.person
    case 'relation-declaration':
    case 'family-binding':
      return body.other
    case 'wallet-opening':
    case 'receive':
    case 'place-of-use-change':
      return member
  }
}
