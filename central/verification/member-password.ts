import { compactDecrypt, errors } from 'jose'
import type { SealedPassword } from '../../shared/contract/verification'
import { passwordLifeMs, sealedPasswordSchema } from '../../shared/contract/verification'
import type { OperationId } from '../../shared/domain/ids'
import type { Centre } from '../centre'
import { inTransaction } from '../database'
import type { CentreKeys } from '../keys/keys'
import { passwordFits, verifierOf } from '../passwords'
import type { MemberId, Tx } from '../schema'

/** Wrong ones in a row before nothing is tried any more for a day; the member goes by attestation then. */
const triesAllowed = 5
const lockMs = 24 * 3_600_000

export type VerificationAnswer =
  | 'verified'
  | 'verification.wrong'
  | 'verification.locked'
  | 'verification.never-set'
  | 'verification.lapsed'
  | 'verification.unreadable'

/** Whom and what the password is to confirm, as the operation itself says. */
export interface ToVerify {
  readonly operationId: OperationId
  readonly idNumber: string
  /** Compact JWE as `shared/contract/verification.ts` says. */
  readonly sealed: string
}

/**
 * Whether the member's own password confirms this operation. To be asked **before** the operation's book is opened: it
 * takes a tenth of a second, and a wrong try counts even when the operation is set back. Another operation's or person's
 * password is `verification.unreadable`; one of somebody the centre does not know is answered like a wrong one.
 */
export async function verifyMember(
  centre: Centre,
  { decryptionKey, pinned }: Pick<CentreKeys, 'decryptionKey' | 'pinned'>,
  { operationId, idNumber, sealed }: ToVerify,
): Promise<VerificationAnswer> {
  const opened = await openSealed(sealed, decryptionKey, pinned.encryption.keyId)
  if (opened === null || opened.operationId !== operationId || opened.idNumber !== idNumber)
    return 'verification.unreadable'
  if (Math.abs(centre.clock.now() - opened.sealedAt) > passwordLifeMs) return 'verification.lapsed'
  const kept = await centre.db
    .selectFrom('member_password as p')
    .innerJoin('member as m', 'm.id', 'p.member_id')
    .select(['m.id', 'p.salt', 'p.verifier'])
    .where('m.id_number', '=', idNumber)
    .executeTakeFirst()
  const right = await passwordFits(
    opened.password,
    kept === undefined ? null : { salt: kept.salt, key: kept.verifier },
  )
  if (kept === undefined)
    return (await isMember(centre, idNumber)) ? 'verification.never-set' : 'verification.wrong'
  return inTransaction(centre.db, (tx) => count(tx, kept.id, right, centre.clock.now()))
}

/** Counts the try under the row's lock, so that many at once are no way round the lock. */
async function count(tx: Tx, member: MemberId, right: boolean, at: number): Promise<VerificationAnswer> {
  const row = await tx
    .selectFrom('member_password')
    .select(['failures', 'locked_until'])
    .where('member_id', '=', member)
    .forUpdate()
    .executeTakeFirstOrThrow()
  if (row.locked_until > at) return 'verification.locked'
  const failures = right ? 0 : row.failures + 1
  const locks = failures >= triesAllowed
  await tx
    .updateTable('member_password')
    .set({ failures: locks ? 0 : failures, locked_until: locks ? at + lockMs : 0 })
    .where('member_id', '=', member)
    .execute()
  if (right) return 'verified'
  return locks ? 'verification.locked' : 'verification.wrong'
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
    return parsed.success ? parsed.data : null
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
