import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import type { TestStation } from './station'

/** Where a test's centre listens and what it is called in tokens. */
export interface CentreAddress {
  readonly url: string
  readonly centre: string
}

export interface AssertionChanges {
  readonly iss?: string
  readonly sub?: string
  readonly aud?: string
  readonly jti?: string
  readonly iat?: number
  readonly exp?: number
  readonly kid?: string
}

/** An assertion as the counter makes it at this time (milliseconds), but for what `changes` say. */
export function assertionOf(
  { id, keyId, key }: TestStation,
  centre: string,
  at: number,
  { kid = keyId, ...changes }: AssertionChanges = {},
): Promise<string> {
  const iat = Math.floor(at / 1000)
  const usual = {
    iss: id,
    sub: id,
    aud: `urn:wallet-counter:practice:${centre}`,
    jti: randomUUID(),
    iat,
    exp: iat + 60,
  }
  return new SignJWT({ ...usual, ...changes }).setProtectedHeader({ alg: 'EdDSA', kid }).sign(key)
}

/** What the centre answers to an assertion. */
export async function askToken(url: string, assertion: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${url}/v1/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  })
  return { status: response.status, body: await response.json() }
}

/** A token for a station at a centre whose time it does not know: it asks, is told, and asks again. */
export async function tokenFor({ url, centre }: CentreAddress, station: TestStation): Promise<string> {
  const told = (await askToken(url, await assertionOf(station, centre, 0))).body as { data: { at: number } }
  const { body } = await askToken(url, await assertionOf(station, centre, told.data.at))
  return (body as { access_token: string }).access_token
}
