import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** scrypt at 32 MB: a guess costs a tenth of a second even for whoever has the table. The counters use the same. */
const cost = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const
const keyBytes = 32
const saltBytes = 16
const passwordBytes = 15

/** What is kept of a password, both base64. */
export interface Verifier {
  readonly salt: string
  readonly key: string
}

/** A password for somebody, to be told once, and what is kept of it. */
export async function newPassword(): Promise<{ readonly password: string; readonly verifier: Verifier }> {
  const password = readable(randomBytes(passwordBytes))
  return { password, verifier: await verifierOf(password) }
}

/** What is kept of a password, under a salt of its own. */
export async function verifierOf(password: string): Promise<Verifier> {
  const salt = randomBytes(saltBytes)
  const key = await derive(password, salt)
  return { salt: salt.toString('base64'), key: key.toString('base64') }
}

/** Whether this is the password; null for a verifier (nobody there) takes as long and says no. */
export async function passwordFits(password: string, verifier: Verifier | null): Promise<boolean> {
  const given = await derive(password, Buffer.from(verifier?.salt ?? '', 'base64'))
  return verifier !== null && timingSafeEqual(given, Buffer.from(verifier.key, 'base64'))
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, keyBytes, cost, (error, key) => {
      if (error === null) resolve(key)
      else reject(error)
    })
  })
}

/** Without what is mistaken for something else. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

function readable(bytes: Buffer): string {
  const letters = [...bytes].map((byte) => alphabet[byte % alphabet.length] ?? '')
  return (
    letters
      .join('')
      .match(/.{1,5}/gu)
      ?.join('-') ?? ''
  )
}
