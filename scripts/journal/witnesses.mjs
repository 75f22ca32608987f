// Who else knows how far the journal goes: the key ring, snapshots (section 7) and a backup's manifest (section 8).
import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import path from 'node:path'
import { readHeader, sha256 } from './format.mjs'
import { dataKey, unseal } from './keys.mjs'
import { sourceOf } from './source.mjs'

/**
 * @typedef {import('./findings.mjs').Finding} Finding
 * @typedef {{ frame: number, hash: string, who: string }} Witness
 */

const headerBytes = 1024
const chunkBytes = 1024 * 1024
const tagBytes = 16

/**
 * @param {string} base @param {string} journal @param {import('./keys.mjs').Keys} keys
 * @returns {{ witnesses: Witness[], findings: Finding[] }}
 */
export function readWitnesses(base, journal, keys) {
  /** @type {Finding[]} */
  const findings = []
  const head = keys.ring?.head ?? null
  const witnesses = [
    ...(head === null ? [] : [{ ...head, who: 'key-ring.json' }]),
    ...snapshots(journal, keys, findings),
    ...manifest(base, findings),
  ]
  return { witnesses, findings }
}

/** @param {string} journal @param {import('./keys.mjs').Keys} keys @param {Finding[]} findings @returns {Witness[]} */
function snapshots(journal, keys, findings) {
  const folder = path.join(journal, 'snapshots')
  if (!fs.existsSync(folder)) return []
  return fs
    .readdirSync(folder)
    .filter((name) => /^\d{10}\.snapshot$/.test(name))
    .flatMap((name) => {
      const read = readSnapshot(path.join(folder, name), keys)
      if (typeof read !== 'string' && read.frame === Number(name.slice(0, 10)))
        return [{ frame: read.frame, hash: read.hash, who: name }]
      const detail = typeof read === 'string' ? read : 'another frame than its name'
      findings.push({ code: 'snapshot.unreadable', file: name, detail })
      return []
    })
}

/**
 * @param {string} file @param {import('./keys.mjs').Keys} keys
 * @returns {{ frame: number, hash: string } | string} why it is passed over; without a master key the header is taken
 */
function readSnapshot(file, keys) {
  const source = sourceOf(file)
  try {
    const bytes = source.bytes(0, headerBytes)
    const header = readHeader(bytes, 'WCS1')
    if (typeof header === 'string') return header
    const { format, realm, station, frame, hash, bytes: size } = header
    if (format !== 1 || typeof frame !== 'number' || typeof hash !== 'string' || typeof size !== 'number')
      return 'other-format'
    const { ring, master } = keys
    if (ring !== null && (realm !== ring.realm || station !== ring.station)) return 'foreign'
    if (master === null) return { frame, hash }
    const key = dataKey(keys, `snapshot/${frame}`)
    if (typeof key === 'string') return 'no key'
    return opens(source, sha256(bytes), size, key) ? { frame, hash } : 'damaged'
  } finally {
    source.close()
  }
}

/** @param {import('./source.mjs').Source} source @param {Buffer} head @param {number} size @param {Buffer} key */
function opens(source, head, size, key) {
  const chunks = Math.ceil(size / chunkBytes)
  if (source.size !== headerBytes + size + chunks * tagBytes) return false
  for (let index = 0; index < chunks; index++) {
    const from = headerBytes + index * (chunkBytes + tagBytes)
    const nonce = Buffer.alloc(12)
    nonce.writeUInt32BE(index, 8)
    const where = Buffer.alloc(5)
    where.writeUInt32BE(index, 0)
    where[4] = index === chunks - 1 ? 1 : 0
    const sealed = source.bytes(from, from + chunkBytes + tagBytes)
    if (unseal(key, nonce, Buffer.concat([head, where]), sealed) === null) return false
  }
  return true
}

/** @param {string} base @param {Finding[]} findings @returns {Witness[]} */
function manifest(base, findings) {
  const file = path.join(base, 'manifest.json')
  if (!fs.existsSync(file)) return []
  /** @type {any} */
  let read = null
  try {
    read = JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  if (read?.format !== undefined && ![1, 2].includes(read.format)) {
    findings.push({ code: 'backup.other-format', file: 'manifest.json', detail: String(read.format) })
    return []
  }
  if (!Array.isArray(read?.files) || typeof read.frame !== 'number' || typeof read.hash !== 'string') {
    findings.push({ code: 'backup.manifest-damaged', file: 'manifest.json' })
    return []
  }
  for (const entry of read.files) {
    const name = String(entry?.path)
    const copy = path.join(base, name)
    if (!/^(journal|keys|attachments)\/[\w./-]+$/.test(name) || name.includes('..')) continue
    if (!fs.existsSync(copy)) findings.push({ code: 'backup.file-missing', file: name })
    else if (sumOf(copy) !== entry.sha256) findings.push({ code: 'backup.file-changed', file: name })
  }
  return [{ frame: read.frame, hash: read.hash, who: 'manifest.json' }]
}

/** @param {string} file */
function sumOf(file) {
  const source = sourceOf(file)
  const sum = createHash('sha256')
  for (let at = 0; at < source.size; at += chunkBytes) sum.update(source.bytes(at, at + chunkBytes))
  source.close()
  return sum.digest('hex')
}
