import { compactDecrypt, errors } from 'jose'
import type { SealedFor, SealedPassword } from '../../shared/contract/verification'
import { passwordLifeMs, sealedPasswordSchema } from '../../shared/contract/verification'
import type { OperationId } from '../../shared/domain/ids'
import type { VerificationCode } from '../../shared/domain/verification-codes'
import type { Centre } from '../centre'
import { inTransaction } from '../database'
import { sha256 } from '../hash'
import type { CentreKeys } from '../keys/keys'
import { passwordFits, verifierOf } from '../passwords'
import type { MemberId, Tx } from '../schema'
import type { PasswordTryRow } from '../schema/members'

/** Wrong ones in a row before nothing is tried any more for a day; the member goes by attestation then. */
const triesAllowed = 5
const lockMs = 24 * 3_600_000

/** What a password came to: the member's own, or why nothing is done. */
export type PasswordAnswer =
  | { readonly code: 'verified' }
  /** `triesLeft`: how often it may still be wrong, null where that is of no matter. */
  | { readonly code: VerificationCode; readonly triesLeft: number | null }

/** What the passwords beside a batch came to, by operation. */
export type VerifiedPasswords = ReadonlyMap<OperationId, PasswordAnswer>

export const noPasswords: VerifiedPasswords = new Map()

/** Whom and what the password is to confirm, as the frozen bytes say. */
export interface ToVerify extends SealedFor {
  readonly idNumber: string
  /** Compact JWE as `shared/contract/verification.ts` says. */
  readonly sealed: string
}

const unreadable: PasswordAnswer = { code: 'verification.unreadable', triesLeft: null }

/**
 * Whether the member's own password confirms these bytes of this operation. To be asked **before** the operation's book is
 * opened: it takes a tenth of a second, and a wrong try counts even when the operation is set back. The same sealed text is
 * tried once, however often and for however many of a household's lines it comes. One of other bytes is
 * `verification.unreadable`; one of somebody the centre does not know is answered like a wrong one.
 */
export async function verifyMember(
  centre: Centre,
  { decryptionKey, pinned }: Pick<CentreKeys, 'decryptionKey' | 'pinned'>,
  { operationId, payloadHash, idNumber, sealed }: ToVerify,
): Promise<PasswordAnswer> {
  const opened = await openSealed(sealed, decryptionKey, pinned.encryption.keyId)
  const isMeant = opened?.operations.some(
    (one) => one.operationId === operationId && one.payloadHash === payloadHash,
  )
  if (opened === null || isMeant !== true) return unreadable
  if (Math.abs(centre.clock.now() - opened.sealedAt) > passwordLifeMs)
    return { code: 'verification.lapsed', triesLeft: null }
  const sealedHash = sha256(sealed)
  const kept = await centre.db
    .selectFrom('member_password as p')
    .innerJoin('member as m', 'm.id', 'p.member_id')
    .select(['m.id', 'p.salt', 'p.verifier'])
    .where('m.id_number', '=', idNumber)
    .executeTakeFirst()
  const before = kept === undefined ? undefined : await triedBefore(centre.db, sealedHash, kept.id)
  if (before !== undefined) return answerOf(before)
  const right = await passwordFits(
    opened.password,
    kept === undefined ? null : { salt: kept.salt, key: kept.verifier },
  )
  if (kept === undefined)
    return (await isMember(centre, idNumber))
      ? { code: 'verification.never-set', triesLeft: null }
      : { code: 'verification.wrong', triesLeft: triesAllowed - 1 }
  const member = kept.id
  return inTransaction(centre.db, (tx) => count(tx, { member, sealedHash, right, at: centre.clock.now() }))
}

type Tried = Pick<PasswordTryRow, 'answer' | 'tries_left'>

function triedBefore(
  db: Centre['db'] | Tx,
  sealedHash: string,
  member: MemberId,
): Promise<Tried | undefined> {
  return db
    .selectFrom('password_try')
    .select(['answer', 'tries_left'])
    .where('sealed_hash', '=', sealedHash)
    .where('member_id', '=', member)
    .executeTakeFirst()
}

function answerOf({ answer, tries_left }: Tried): PasswordAnswer {
  if (answer === 'verified') return { code: answer }
  return { code: answer, triesLeft: answer === 'verification.wrong' ? tries_left : null }
}

interface Try {
  readonly member: MemberId
  readonly sealedHash: string
  readonly right: boolean
  readonly at: number
}

/** Counts the try under the row's lock, so that many at once are no way round the lock. */
async function count(tx: Tx, { member, sealedHash, right, at }: Try): Promise<PasswordAnswer> {
  const row = await tx
    .selectFrom('member_password')
    .select(['failures', 'locked_until'])
    .where('member_id', '=', member)
    .forUpdate()
    .executeTakeFirstOrThrow()
  // a copy of the same request was quicker
  const before = await triedBefore(tx, sealedHash, member)
  if (before !== undefined) return answerOf(before)
  const isLocked = row.locked_until > at
  const failures = isLocked || right ? 0 : row.failures + 1
  const locks = failures >= triesAllowed
  const answer = isLocked || locks ? 'verification.locked' : right ? 'verified' : 'verification.wrong'
  if (!isLocked) {
    await tx
      .updateTable('member_password')
      .set({ failures: locks ? 0 : failures, locked_until: locks ? at + lockMs : 0 })
      .where('member_id', '=', member)
      .execute()
  }
  const tried = { answer, tries_left: triesAllowed - failures } as const
  await tx
    .insertInto('password_try')
    .values({ sealed_hash: sealedHash, member_id: member, at, ...tried })
    .execute()
  return answerOf(tried)
}

async function isMember({ db }: Centre, idNumber: string): Promise<boolean> {
  const row = await db.selectFrom('member').select('id').where('id_number', '=', idNumber).executeTakeFirst()
  return row !== undefined
}

async function openSealed(
  sealed: string,
  key: CentreKeys['decryptionKey'],
  keyId: string,
): Promise<SealedPassword | null> {
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, key, {
      keyManagementAlgorithms: ['ECDH-ES'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    if (protectedHeader.kid !== keyId || protectedHeader['suite'] !== 'intl-1') return null
    const parsed = sealedPasswordSchema.safeParse(JSON.parse(new TextDecoder().decode(plaintext)))
    return parsed.success && protectedHeader.typ === 'member-password' ? parsed.data : null
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof SyntaxError)
      return null
    // a point that is not on the curve
    if (error instanceof DOMException) return null
    throw error
  }
}

/** Gives a member a password, in place of an older one; the count of wrong tries begins anew. */
export async function setMemberPassword(
  tx: Tx,
  member: MemberId,
  password: string,
  at: number,
): Promise<void> {
  const { salt, key: verifier } = await verifierOf(password)
  const row = { salt, verifier, failures: 0, locked_until: 0, set_at: at }
  await tx
    .insertInto('member_password')
    .values({ member_id: member, ...row })
    .onConflict((on) => on.column('member_id').doUpdateSet(row))
    .execute()
}
