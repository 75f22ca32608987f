import type { ClerkId, OperationId } from './ids'
import type { PasswordState, Refusal } from './operation'
import type { VerificationWay } from './rule-pack'

/** What waits for a second person, who looked, and what is put by on a telephone call. */
export type SecondPersonEvent =
  /**
   * Beside a taking: what was taken waits for a second person, by what the counter knows (`reasons`), and is not sent
   * before that.
   */
  | {
      readonly type: 'approval-asked'
      readonly operationId: OperationId
      readonly reasons: readonly Refusal[]
    }
  /** Beside a taking: the member's 同意 is not enough by the pack; it waits for one of these ways. */
  | {
      readonly type: 'verification-asked'
      readonly operationId: OperationId
      readonly ways: readonly VerificationWay[]
    }
  /** What became of the member's own password for these bytes; the password itself is never told (ADR 30). */
  | {
      readonly type: 'password-changed'
      readonly operationId: OperationId
      readonly state: PasswordState
    }
  /**
   * 复核: a second person, by the own password, has looked and said yes. `witness` is who, together with `by`, saw the
   * member agree; null where no attestation was asked for. The records for the centre stand beside it.
   */
  | {
      readonly type: 'approval-given'
      readonly operationId: OperationId
      readonly by: ClerkId
      readonly role: 'clerk' | 'supervisor'
      readonly memberSpoken: boolean
      readonly witness: ClerkId | null
    }
  /** A second person said no. What has no number is cancelled by it; the rest is asked back from the centre. */
  | {
      readonly type: 'approval-refused'
      readonly operationId: OperationId
      readonly by: ClerkId
      readonly role: 'clerk' | 'supervisor'
      readonly reason: string
    }
  /** Somebody who told the operation number on the telephone wants it put by, or a clerk lets it go on (caller empty). */
  | {
      readonly type: 'hold-changed'
      readonly operationId: OperationId
      readonly clerk: ClerkId
      readonly held: boolean
      readonly caller: string
    }
  /**
   * A supervisor who is not here has looked and said yes: at another counter (`place` as the centre names it), or by a
   * code on the telephone (place empty). The record for the centre stands beside it.
   */
  | {
      readonly type: 'approved-remotely'
      readonly operationId: OperationId
      readonly by: ClerkId
      readonly name: string
      readonly through: 'counter' | 'code'
      readonly place: string
    }
  /** A supervisor at another counter said no; what follows is as of `approval-refused`. */
  | {
      readonly type: 'sent-back-remotely'
      readonly operationId: OperationId
      readonly by: ClerkId
      readonly name: string
      readonly place: string
      readonly reason: string
    }
  /** Number, challenge, amount and payee are being read out on the telephone. */
  | {
      readonly type: 'approval-code-asked'
      readonly operationId: OperationId
      readonly clerk: ClerkId
      /** Part of what the challenge is made of. */
      readonly askedAt: number
    }
  /** A code that was not the one `by` was given. */
  | {
      readonly type: 'approval-code-failed'
      readonly operationId: OperationId
      readonly clerk: ClerkId
      readonly by: ClerkId
    }
  /** What a supervisor did at this counter for another one: the act itself stands at the centre. */
  | {
      readonly type: 'supervised'
      readonly clerk: ClerkId
      readonly what: 'approved' | 'sent-back' | 'code'
      /** The 业务号. */
      readonly number: string
      readonly place: string
    }
