// Master key, key ring and what they open, by docs/journal-format.md alone (sections 3, 5 and 6).
import { createDecipheriv, createHmac, hkdfSync, scryptSync } from 'node:crypto'
import * as fs from 'node:fs'
import path from 'node:path'

/**
 * @typedef {import('./findings.mjs').Finding} Finding
 * @typedef {{ passphrase: string | null, key: Buffer | null }} Secret what the person at the terminal brings
 * @typedef {{ realm: string, station: string, master: string, keys: { id: string, nonce: string, wrapped: string }[],
 *   purged: { segment: number, day: string }[], head: { frame: number, hash: string } | null, lost?: Lost[],
 *   mac: string }} Ring
 * @typedef {{ firstFrame: number, lastFrame: number, goesOn: { segment: number, hash: string } | null }} Lost frames that
 *   were given up by a recorded act
 * @typedef {{ ring: Ring | null, master: Buffer | null, findings: Finding[] }} Keys
 */

/** RFC 8785 for what JSON.parse gives. @param {unknown} value @returns {string} */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(',')}}`
}

/** @param {Uint8Array} key @param {Uint8Array} nonce @param {Uint8Array} aad @param {Uint8Array} sealed @returns {Buffer | null} */
export function unseal(key, nonce, aad, sealed) {
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
    cipher.setAAD(aad)
    cipher.setAuthTag(sealed.subarray(sealed.length - 16))
    return Buffer.concat([cipher.update(sealed.subarray(0, sealed.length - 16)), cipher.final()])
  } catch {
    return null
  }
}

/** @param {Uint8Array} master @param {string} purpose */
const derived = (master, purpose) =>
  Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `wallet-counter/${purpose}`, 32))

/** @param {Uint8Array} key @param {unknown} content */
const macOf = (key, content) => createHmac('sha256', key).update(canonical(content)).digest('hex')

/** @param {Uint8Array} master @returns {string} the name a master key has by itself */
export const idOf = (master) => derived(master, 'master-id').toString('hex', 0, 16)

/**
 * What a key file holds: the key text of section 6, or 32 bytes in base64 or hex.
 * @param {string} text @returns {Buffer | null}
 */
export function masterIn(text) {
  const trimmed = text.trim()
  const parsed = trimmed.startsWith('{') ? jsonIn(trimmed) : null
  const encoded = parsed === null ? trimmed : typeof parsed.key === 'string' ? parsed.key : ''
  const key = Buffer.from(encoded, /^[0-9a-f]{64}$/i.test(encoded) ? 'hex' : 'base64')
  return key.length === 32 ? key : null
}

/** @param {string} text @returns {Record<string, unknown> | null} */
function jsonIn(text) {
  try {
    const value = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

/**
 * @param {string} folder the data folder, mirror or backup @param {Secret} secret
 * @returns {{ masters: Map<string, Buffer>, findings: Finding[] }} by id; every one proved by its id
 */
export function readMasters(folder, secret) {
  const masters = new Map(secret.key === null ? [] : [[idOf(secret.key), secret.key]])
  const file = path.join(folder, 'keys', 'master-key.json')
  if (!fs.existsSync(file)) return { masters, findings: [] }
  const content = jsonIn(fs.readFileSync(file, 'utf8'))
  /** @type {Finding[]} */
  const findings = []
  const damaged = (/** @type {string} */ detail) =>
    findings.push({ code: 'master.damaged', file: 'master-key.json', detail })
  if (content === null || !Array.isArray(content.masters)) {
    damaged('not JSON of section 6')
    return { masters, findings }
  }
  const { suite, realm } = content
  const names = content.masters.map((one) => one?.id)
  if (!names.includes(content.current)) damaged('no current key')
  for (const entry of content.masters) {
    const { mac, ...rest } = entry ?? {}
    const opened = Array.isArray(rest.wraps) ? openWraps(String(realm), rest, secret, findings) : null
    if (opened !== null) masters.set(rest.id, opened)
    const key = masters.get(rest.id)
    if (key === undefined) continue
    if (macOf(derived(key, 'master-key-file'), { suite, realm, ...rest }) !== mac)
      damaged(`${rest.id}: changed`)
  }
  const wrong = findings.filter(({ code }) => code === 'key.wrong-passphrase')
  return { masters, findings: masters.size > 0 ? findings.filter((one) => !wrong.includes(one)) : findings }
}

/**
 * @param {string} realm @param {{ id: string, wraps: any[] }} entry @param {Secret} secret @param {Finding[]} findings
 * @returns {Buffer | null}
 */
function openWraps(realm, { id, wraps }, { passphrase }, findings) {
  for (const wrap of wraps) {
    if (wrap?.by === 'practice') {
      if (realm !== 'practice') findings.push({ code: 'master.in-the-clear', file: 'master-key.json' })
      const key = Buffer.from(String(wrap.key), 'base64')
      if (key.length === 32 && idOf(key) === id) return key
      findings.push({ code: 'master.damaged', file: 'master-key.json', detail: `${id}: another key` })
    }
    if (wrap?.by !== 'passphrase' || passphrase === null) continue
    const text = openPassphrase(wrap, passphrase, `passphrase/${realm}/${id}`)
    const key = text === null ? null : masterIn(text.toString('utf8'))
    if (key !== null && idOf(key) === id) return key
    findings.push({ code: 'key.wrong-passphrase' })
  }
  return null
}

/** @param {any} wrap @param {string} passphrase @param {string} aad @returns {Buffer | null} */
function openPassphrase({ kdf, N, r, p, salt, nonce, wrapped }, passphrase, aad) {
  if (kdf !== 'scrypt' || N > 2 ** 20 || r !== 8 || p !== 1) return null
  const typed = Buffer.from(passphrase.normalize('NFKC').trim(), 'utf8')
  const cost = { N, r, p, maxmem: 256 * N * r }
  const key = scryptSync(typed, Buffer.from(salt, 'base64'), 32, cost)
  return unseal(key, Buffer.from(nonce, 'base64'), Buffer.from(aad), Buffer.from(wrapped, 'base64'))
}

/** @returns {ReturnType<typeof readMasters>} */
const nothing = () => ({ masters: new Map(), findings: [] })

/** @param {string} journal @returns {Ring | 'missing' | 'damaged'} */
function readRing(journal) {
  const file = path.join(journal, 'key-ring.json')
  if (!fs.existsSync(file)) return 'missing'
  const ring = jsonIn(fs.readFileSync(file, 'utf8'))
  const whole = Array.isArray(ring?.keys) && Array.isArray(ring.purged) && typeof ring.master === 'string'
  return whole ? /** @type {Ring} */ (/** @type {unknown} */ (ring)) : 'damaged'
}

/** @param {string} base @param {string} journal @param {Secret | null} secret null = open nothing @param {boolean} hasSegments @returns {Keys} */
export function openKeys(base, journal, secret, hasSegments) {
  const read = readRing(journal)
  const { masters, findings } = secret === null ? nothing() : readMasters(base, secret)
  const ring = typeof read === 'string' ? null : read
  const damagedRing = (/** @type {string} */ detail) =>
    findings.push({ code: 'ring.damaged', file: 'key-ring.json', detail })
  if (read === 'missing' && hasSegments) findings.push({ code: 'ring.missing', file: 'key-ring.json' })
  if (read === 'damaged') damagedRing('not JSON of section 5')
  if (ring === null) return { ring, master: null, findings }
  const master = masters.get(ring.master) ?? null
  if (master === null) {
    if (masters.size > 0) findings.push({ code: 'key.other', file: 'key-ring.json', detail: ring.master })
    else if (secret !== null && !findings.some(({ code }) => code === 'key.wrong-passphrase'))
      findings.push({ code: 'key.none' })
  } else {
    const { mac, ...content } = ring
    if (macOf(derived(master, 'key-ring'), content) !== mac) damagedRing('changed')
  }
  for (const { segment } of ring.purged)
    if (ring.keys.some(({ id }) => id === `segment/${segment}`))
      findings.push({ code: 'purge.key-kept', file: 'key-ring.json', detail: `segment ${segment}` })
  return { ring, master, findings }
}

/** @param {Keys} keys @param {string} id `segment/N` or `snapshot/N` @returns {Buffer | 'purged' | 'none' | 'does-not-open'} */
export function dataKey({ ring, master }, id) {
  if (ring === null || master === null) return 'none'
  if (ring.purged.some(({ segment }) => id === `segment/${segment}`)) return 'purged'
  const entry = ring.keys.find((one) => one.id === id)
  if (entry === undefined) return 'none'
  const aad = Buffer.from(`key-ring/${ring.realm}/${id}`)
  const [nonce, wrapped] = [Buffer.from(entry.nonce, 'base64'), Buffer.from(entry.wrapped, 'base64')]
  return unseal(master, nonce, aad, wrapped) ?? 'does-not-open'
}

/**
 * @param {import('./format.mjs').Frame} frame @param {Buffer} key
 * @param {string} place realm/station/epoch/segment it was first written to
 * @returns {Buffer | null} the event's JSON
 */
export function openFrame({ number, whole, hashBefore }, key, place) {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(number, 6, 6)
  const aad = Buffer.concat([whole.subarray(0, 44), hashBefore, Buffer.from(place)])
  return unseal(key, nonce, aad, whole.subarray(44, whole.length - 32))
}
