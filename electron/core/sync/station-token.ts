import { canonicalJson } from '../../../shared/contract/canonical'
import { audienceOf, tokenAnswerSchema } from '../../../shared/contract/enrolment'
import type { CentreKeys } from '../enrolment/centre-keys'
import type { StationSettings } from '../counter-core'
import { anyId, stationSigner } from '../crypto'

/** Who this station is to the centre it is enrolled at. */
export interface StationIdentity {
  readonly station: string
  readonly realm: 'practice' | 'live'
  /** The centre's id, as enrolment (practice: main) told it. */
  readonly centre: string
  /** Compact JWS by the station's key. */
  sign(content: string): Promise<string>
  /** The counter's clock, in milliseconds. */
  now(): number
}

/** This station as core works as it; which centre it asks is said later. */
export function stationIdentity(
  { realm, station }: { readonly realm: StationIdentity['realm']; readonly station: StationSettings },
  now: () => number,
): Omit<StationIdentity, 'centre'> {
  const signer = stationSigner(station.keyId, station.privateKeyJwk)
  return { station: station.id, realm, sign: async (content) => (await signer).sign(content), now }
}

/** The same, at a centre whose name changes with its keys. */
export function identityAt(
  keys: Pick<CentreKeys, 'centre'>,
  identity: Omit<StationIdentity, 'centre'>,
): StationIdentity {
  return {
    ...identity,
    get centre() {
      return keys.centre
    },
  }
}

/** Asks the centre for a token; the transport is the caller's. */
export type AskToken = (assertion: string) => Promise<TokenAnswer>
export type TokenAnswer =
  | { readonly ok: true; readonly body: unknown }
  /** `at` is the centre's time when it did not accept the assertion. */
  | { readonly ok: false; readonly error: Error; readonly at: number | null }

/** The station's token: asked for when it is needed, kept until a minute before its end. */
export interface StationToken {
  /** Throws what {@link AskToken} failed with. */
  current(): Promise<string>
  /** The centre did not take this one. */
  drop(token: string): void
}

const lifeS = 240
const earlyMs = 60_000

/**
 * Gets tokens by `private_key_jwt`. A centre whose clock differs by more than it accepts says its time, and is asked once
 * more with it.
 */
export function stationToken(
  identity: StationIdentity,
  ask: AskToken,
  monotonicMs: () => number,
): StationToken {
  const state: {
    kept: { readonly token: string; readonly untilMs: number } | null
    asking: Promise<string> | null
  } = { kept: null, asking: null }
  let differenceMs = 0

  const fresh = async (): Promise<string> => {
    let answer = await ask(await assertion(identity, identity.now() + differenceMs))
    if (!answer.ok && answer.at !== null) {
      differenceMs = answer.at - identity.now()
      answer = await ask(await assertion(identity, answer.at))
    }
    if (!answer.ok) throw answer.error
    const { access_token: token, expires_in: lifetimeS } = tokenAnswerSchema.parse(answer.body)
    state.kept = { token, untilMs: monotonicMs() + lifetimeS * 1000 - earlyMs }
    return token
  }

  return {
    current: () => {
      const { kept } = state
      if (kept !== null && kept.untilMs > monotonicMs()) return Promise.resolve(kept.token)
      state.asking ??= fresh().finally(() => {
        state.asking = null
      })
      return state.asking
    },
    drop: (token) => {
      if (state.kept?.token === token) state.kept = null
    },
  }
}

/** At most five minutes good, and once: RFC 7523 with our audience. */
function assertion(identity: StationIdentity, nowMs: number): Promise<string> {
  const { station, realm, centre } = identity
  const iat = Math.floor(nowMs / 1000)
  const aud = audienceOf(realm, centre)
  return identity.sign(
    canonicalJson({ iss: station, sub: station, aud, jti: anyId(), iat, exp: iat + lifeS }),
  )
}
