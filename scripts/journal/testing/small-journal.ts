import { createCipheriv, createHash, createHmac, hkdfSync, randomBytes, scryptSync } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'

// A writer of format 1 made from docs/journal-format.md, for what the counter itself never writes. It shares code neither
// with the counter nor with the verifier.

export interface SmallFrame {
  readonly at: number
  readonly code: number
  readonly event: Readonly<Record<string, unknown>>
  readonly operationId?: string
}

export interface SmallHead {
  readonly number: number
  readonly hash: Buffer
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )

const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest()

function seal(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, text: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(aad)
  return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()])
}

const derive = (master: Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), `wallet-counter/${purpose}`, 32))

const macOf = (key: Uint8Array, content: unknown): string =>
  createHmac('sha256', key).update(canonical(content)).digest('hex')

export const masterId = (master: Uint8Array): string => derive(master, 'master-id').toString('hex', 0, 16)

function sealedHeader(mark: string, length: number, value: unknown): Buffer {
  const text = Buffer.from(canonical(value))
  const bytes = Buffer.alloc(length)
  bytes.write(mark, 0, 'latin1')
  bytes.writeUInt16BE(text.length, 4)
  text.copy(bytes, 6)
  sha256(bytes.subarray(0, length - 32)).copy(bytes, length - 32)
  return bytes
}

/** A folder with a journal, its key ring and its master key; everything about it may be made wrong. */
export class SmallJournal {
  readonly realm: string
  readonly station: string
  readonly master: Buffer = randomBytes(32)
  /** How the last segment ended. */
  tail: SmallHead = { number: 0, hash: Buffer.alloc(32) }
  readonly keys = new Map<string, Buffer>()
  readonly purged: { segment: number; day: string }[] = []

  constructor(
    readonly folder: string,
    { realm = 'practice', station = 'practice-1' }: { realm?: string; station?: string } = {},
  ) {
    this.realm = realm
    this.station = station
    for (const part of ['keys', 'journal/segments', 'journal/snapshots'])
      mkdirSync(join(folder, part), { recursive: true })
  }

  segmentPath(segment: number): string {
    return join(this.folder, 'journal/segments', `${String(segment).padStart(8, '0')}.segment`)
  }

  /** Writes a segment behind the last one; `wrong` overrides its header. Returns the file's bytes. */
  segment(
    number: number,
    day: string,
    batches: readonly (readonly SmallFrame[])[],
    wrong: Readonly<Record<string, Json>> = {},
    preallocated = 4096,
  ): Buffer {
    const head = {
      ...{ format: 1, suite: 'intl-1', realm: this.realm, station: this.station, epoch: 1 },
      ...{ segment: number, day, preallocated, firstFrame: this.tail.number + 1 },
      ...{ hashBefore: this.tail.hash.toString('hex'), repeats: 0, repeatsFrom: 0, gap: null },
      ...wrong,
    }
    const key = this.key(`segment/${String(number)}`)
    const place = `${head.realm}/${head.station}/${String(head.epoch)}/${String(number)}`
    const parts = batches.map((frames) => this.batch(frames, key, place))
    const bytes = Buffer.concat([sealedHeader('WCJ1', 512, head), ...parts])
    const grown = Math.max(1, Math.ceil(bytes.length / preallocated)) * preallocated
    const file = Buffer.concat([bytes, Buffer.alloc(grown - bytes.length)])
    writeFileSync(this.segmentPath(number), file)
    return file
  }

  key(id: string): Buffer {
    const key = this.keys.get(id) ?? randomBytes(32)
    this.keys.set(id, key)
    return key
  }

  private batch(frames: readonly SmallFrame[], key: Buffer, place: string): Buffer {
    const texts = frames.map(({ event }) => Buffer.from(canonical(event)))
    const bytes = texts.reduce((sum, text) => sum + text.length + 92, 1)
    const written = frames.map(({ at, code, operationId }, index) => {
      const text = texts[index] ?? Buffer.alloc(0)
      const head = Buffer.alloc(44)
      const number = this.tail.number + 1
      head[0] = 0xf1
      head.writeUIntBE(text.length + 92, 1, 3)
      head.writeUIntBE(number, 4, 6)
      head.writeUIntBE(at, 10, 6)
      head.writeUInt16BE(code, 16)
      if (operationId !== undefined) head.write(operationId.replaceAll('-', ''), 18, 'hex')
      head.writeUInt16BE(index === 0 ? frames.length : 0, 34)
      head.writeUInt32BE(index === 0 ? bytes : 0, 36)
      head.writeUInt32BE(crc32(head.subarray(0, 40)), 40)
      const nonce = Buffer.alloc(12)
      nonce.writeUIntBE(number, 6, 6)
      const aad = Buffer.concat([head, this.tail.hash, Buffer.from(place)])
      const frame = Buffer.concat([head, seal(key, nonce, aad, text)])
      const hash = sha256(this.tail.hash, frame)
      this.tail = { number, hash }
      return Buffer.concat([frame, hash])
    })
    return Buffer.concat([...written, Buffer.of(0xe1)])
  }

  /** The key ring and the master key file; `wrong` overrides members behind the mac. */
  seal(wrong: { readonly ring?: Readonly<Record<string, Json>>; readonly passphrase?: string } = {}): void {
    const { realm, station, master } = this
    const wrap = (id: string, key: Buffer): Json => {
      const nonce = randomBytes(12)
      const wrapped = seal(master, nonce, Buffer.from(`key-ring/${realm}/${id}`), key)
      return { id, nonce: nonce.toString('base64'), wrapped: wrapped.toString('base64') }
    }
    const ring = {
      ...{ suite: 'intl-1', realm, station, master: masterId(master) },
      keys: [...this.keys].map(([id, key]) => wrap(id, key)),
      purged: this.purged,
      head: { frame: this.tail.number, hash: this.tail.hash.toString('hex') },
      place: null,
      ...wrong.ring,
    }
    const proved = { ...ring, mac: macOf(derive(master, 'key-ring'), ring) }
    writeFileSync(join(this.folder, 'journal/key-ring.json'), canonical(proved))
    this.sealMaster(
      wrong.passphrase === undefined ? this.practiceWrap() : this.passphraseWrap(wrong.passphrase),
    )
  }

  sealMaster(wrap: Json, realm = this.realm): void {
    const id = masterId(this.master)
    const entry = { id, madeAt: 1_795_132_800_000, wraps: [wrap] }
    const mac = macOf(derive(this.master, 'master-key-file'), { suite: 'intl-1', realm, ...entry })
    const file = { suite: 'intl-1', realm, current: id, masters: [{ ...entry, mac }] }
    writeFileSync(join(this.folder, 'keys/master-key.json'), JSON.stringify(file))
  }

  practiceWrap(): Json {
    return { by: 'practice', key: this.master.toString('base64') }
  }

  keyText(): string {
    const { realm, master } = this
    return canonical({ suite: 'intl-1', realm, id: masterId(master), key: master.toString('base64') })
  }

  private passphraseWrap(passphrase: string): Json {
    const [salt, nonce] = [randomBytes(16), randomBytes(12)]
    const cost = { N: 2 ** 15, r: 8, p: 1 }
    const key = scryptSync(passphrase, salt, 32, { ...cost, maxmem: 2 ** 26 })
    const aad = Buffer.from(`passphrase/${this.realm}/${masterId(this.master)}`)
    const base64 = (bytes: Buffer): string => bytes.toString('base64')
    const wrapped = base64(seal(key, nonce, aad, Buffer.from(this.keyText())))
    return { by: 'passphrase', kdf: 'scrypt', ...cost, salt: base64(salt), nonce: base64(nonce), wrapped }
  }

  /** A snapshot of two chunks that says it holds `frame`. */
  snapshot({ number, hash }: SmallHead, image = randomBytes(1024 * 1024 + 7)): string {
    const { realm, station } = this
    const head = sealedHeader('WCS1', 1024, {
      ...{ format: 1, suite: 'intl-1', realm, station, epoch: 1, frame: number, hash: hash.toString('hex') },
      ...{ segment: 1, projection: '0'.repeat(64), bytes: image.length, at: 1_795_132_800_000 },
    })
    const key = this.key(`snapshot/${String(number)}`)
    const size = 1024 * 1024
    const chunks = Array.from({ length: Math.ceil(image.length / size) }, (_, index) => {
      const [nonce, where] = [Buffer.alloc(12), Buffer.alloc(5)]
      nonce.writeUInt32BE(index, 8)
      where.writeUInt32BE(index, 0)
      where[4] = (index + 1) * size >= image.length ? 1 : 0
      const aad = Buffer.concat([sha256(head), where])
      return seal(key, nonce, aad, image.subarray(index * size, (index + 1) * size))
    })
    const file = join(this.folder, 'journal/snapshots', `${String(number).padStart(10, '0')}.snapshot`)
    writeFileSync(file, Buffer.concat([head, ...chunks]))
    return file
  }
}
