// Master key, key ring and frames opened by what docs/journal-format.md says of them (sections 3, 5 and 6).
import { createDecipheriv, createHmac, hkdfSync, scryptSync } from 'node:crypto'
import * as fs from 'node:fs'
import path from 'node:path'

/** @param {unknown} value @returns {string} JSON with sorted members, enough for what stands in these files */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, one]) => `${JSON.stringify(name)}:${canonical(one)}`).join(',')}}`
}

/** @param {Uint8Array} key @param {Uint8Array} nonce @param {Uint8Array} aad @param {Uint8Array} sealed @returns {Buffer | null} */
export function unseal(key, nonce, aad, sealed) {
  try {
    const cipher = createDecipheriv('aes-256-gcm', key, nonce)
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

/**
 * @param {string} folder the data folder, mirror or backup
 * @param {string | null} passphrase
 * @returns {Map<string, Buffer> | 'none' | 'wrong-passphrase'} masters by id
 */
export function readMasters(folder, passphrase) {
  const file = path.join(folder, 'keys', 'master-key.json')
  if (!fs.existsSync(file)) return 'none'
  const { realm, masters } = JSON.parse(fs.readFileSync(file, 'utf8'))
  /** @type {Map<string, Buffer>} */
  const found = new Map()
  let wrong = false
  for (const { id, wraps } of masters) {
    for (const wrap of wraps) {
      if (wrap.by === 'practice' && realm === 'practice') found.set(id, Buffer.from(wrap.key, 'base64'))
      if (wrap.by !== 'passphrase' || passphrase === null || found.has(id)) continue
      const { N, r, p } = wrap
      const secret = Buffer.from(passphrase.normalize('NFKC').trim(), 'utf8')
      const key = scryptSync(secret, Buffer.from(wrap.salt, 'base64'), 32, {
        N,
        r,
        p,
        maxmem: 2 * 128 * N * r,
      })
      const aad = Buffer.from(`passphrase/${realm}/${id}`)
      const text = unseal(key, Buffer.from(wrap.nonce, 'base64'), aad, Buffer.from(wrap.wrapped, 'base64'))
      if (text === null) wrong = true
      else found.set(id, Buffer.from(JSON.parse(text.toString('utf8')).key, 'base64'))
    }
  }
  return found.size > 0 ? found : wrong ? 'wrong-passphrase' : 'none'
}

/**
 * @typedef {{ realm: string, station: string, master: string, keys: { id: string, nonce: string, wrapped: string }[],
 *   purged: { segment: number, day: string }[], head: { frame: number, hash: string } | null, mac: string }} Ring
 */

/** @param {string} journal @returns {Ring | 'missing' | 'damaged'} */
export function readRing(journal) {
  const file = path.join(journal, 'key-ring.json')
  if (!fs.existsSync(file)) return 'missing'
  try {
    const ring = JSON.parse(fs.readFileSync(file, 'utf8'))
    return Array.isArray(ring.keys) && Array.isArray(ring.purged) ? ring : 'damaged'
  } catch {
    return 'damaged'
  }
}

/** @param {Ring} ring @param {Buffer} master @returns {boolean} */
export function isUnchanged({ mac, ...content }, master) {
  return createHmac('sha256', derived(master, 'key-ring')).update(canonical(content)).digest('hex') === mac
}

/** @param {Ring} ring @param {Buffer} master @param {number} segment @returns {Buffer | 'purged' | null} */
export function segmentKey(ring, master, segment) {
  if (ring.purged.some((one) => one.segment === segment)) return 'purged'
  const entry = ring.keys.find(({ id }) => id === `segment/${segment}`)
  if (entry === undefined) return null
  const aad = Buffer.from(`key-ring/${ring.realm}/${entry.id}`)
  return unseal(master, Buffer.from(entry.nonce, 'base64'), aad, Buffer.from(entry.wrapped, 'base64'))
}

/**
 * @param {Buffer} file @param {import('./format.mjs').Frame} frame @param {Buffer} key
 * @param {string} place realm/station/epoch/segment it was first written to
 * @returns {Buffer | null} the event's JSON
 */
export function openFrame(file, frame, key, place) {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(frame.number, 6, 6)
  const aad = Buffer.concat([
    file.subarray(frame.offset, frame.offset + 44),
    frame.hashBefore,
    Buffer.from(place),
  ])
  return unseal(key, nonce, aad, file.subarray(frame.offset + 44, frame.offset + frame.length - 32))
}
