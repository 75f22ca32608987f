import { join } from 'node:path'
import { z } from 'zod'
import { canonicalJson } from '../../../shared/contract/canonical'
import { hashSchema, realmSchema, stationIdSchema } from '../../../shared/contract/operation'
import type { Realm, StationId } from '../../../shared/domain/ids'
import type { Files } from '../../files/files'
import { deriveKey, hmacSha256, randomKey, randomNonce, seal, unseal } from '../crypto'
import { JournalFault, writeFault } from './fault'
import type { JournalHead } from './journal-frame'

/** One generation of the master key. */
export interface Master {
  readonly id: string
  /** 32 bytes. */
  readonly key: Uint8Array
}

/** Hashes that name the computer, its network cards and the folder the journal lies in. */
const placeSchema = z.strictObject({
  machine: z.string().max(64),
  hardware: z.array(z.string().max(64)).max(32),
  folder: z.string().max(64),
})
export type Place = z.infer<typeof placeSchema>

const purgedSchema = z.strictObject({ segment: z.number().int().min(1), day: z.string().length(10) })
export type PurgedSegment = z.infer<typeof purgedSchema>

/**
 * Frames that were given up by a recorded act, noted before any file is touched. `goesOn` names the segment that stands
 * behind them and the chain's hash it goes on from (its header's `hashBefore`); null while none does.
 */
const lostSchema = z.strictObject({
  firstFrame: z.number().int().min(1),
  lastFrame: z.number().int().min(1),
  goesOn: z.strictObject({ segment: z.number().int().min(1), hash: hashSchema }).nullable(),
})
export type LostFrames = z.infer<typeof lostSchema>

const contentSchema = z.strictObject({
  suite: z.literal('intl-1'),
  realm: realmSchema,
  station: stationIdSchema,
  master: z.string().min(1).max(80),
  keys: z.array(z.strictObject({ id: z.string().max(40), nonce: z.base64(), wrapped: z.base64() })),
  purged: z.array(purgedSchema),
  head: z.strictObject({ frame: z.number().int().min(0), hash: hashSchema }).nullable(),
  place: placeSchema.nullable(),
  /** Absent where nothing ever was. */
  lost: z.array(lostSchema).optional(),
})
type Content = z.infer<typeof contentSchema>
const fileSchema = contentSchema.extend({ mac: hashSchema })

/**
 * The data keys of all segments and snapshots, wrapped by the master key in one file, with what else must outlive the
 * journal's own end: a head known to be durable, the purged segments, the place. Every change is durable when its
 * call returns. Throws `JournalFault`.
 */
export interface KeyRing {
  /** null = the ring knows no such segment, or it does not open under this master key. */
  segmentKey(segment: number): Buffer | 'purged' | null
  /** Makes and stores a fresh key before the segment exists, together with a head that is durable by now. */
  createSegmentKey(segment: number, durable: JournalHead): Buffer
  snapshotKey(frame: number): Buffer | null
  createSnapshotKey(frame: number): Buffer
  /** Drops the keys of all other snapshots. */
  forgetSnapshots(keep: readonly number[]): void
  /** Drops these segments' keys and those of all snapshots. */
  purgeSegments(segments: readonly PurgedSegment[]): void
  purged(): readonly PurgedSegment[]
  head(): JournalHead | null
  noteHead(durable: JournalHead): void
  /** What was given up so far, in the order it was. */
  lost(): readonly LostFrames[]
  /** Takes the place of what was noted from the same frame on. */
  noteLost(lost: LostFrames): void
  place(): Place | null
  notePlace(place: Place): void
  masterId(): string
  /** Wraps everything under another master key. */
  rewrap(master: Master): void
}

export const keyRingName = 'key-ring.json'

/**
 * @param folder the journal's folder
 * @param masters every generation of the master key that can be had, the current one first
 * @throws JournalFault key-ring.damaged (unreadable, changed, or gone while there are segments), journal.foreign,
 *   key.missing (wrapped under a master key that is not among these)
 */
export function openKeyRing(
  files: Files,
  folder: string,
  realm: Realm,
  station: StationId,
  masters: readonly Master[],
): KeyRing {
  const path = join(folder, keyRingName)
  const [current] = masters
  if (current === undefined) throw new JournalFault('key.missing', 'no master key')
  if (files.kind(path) === null) {
    const segments = files.list(join(folder, 'segments')).length
    if (segments > 0) throw new JournalFault('key-ring.damaged', 'the key ring is gone')
    const empty: Content = {
      suite: 'intl-1',
      realm,
      station,
      master: current.id,
      keys: [],
      purged: [],
      head: null,
      place: null,
    }
    return overContent(files, path, empty, current)
  }
  const { mac, ...content } = readFile(files, path)
  if (content.realm !== realm || content.station !== station)
    throw new JournalFault('journal.foreign', `key ring of ${content.realm}/${content.station}`)
  const master = masters.find(({ id }) => id === content.master)
  if (master === undefined)
    throw new JournalFault('key.missing', 'the key ring belongs to another master key')
  if (macOf(content, master) !== mac) throw new JournalFault('key-ring.damaged', 'the key ring was changed')
  return overContent(files, path, content, master)
}

/** The ring's clear members, unproved: for tools that have no key. */
export function readFile(files: Files, path: string): z.infer<typeof fileSchema> {
  try {
    return fileSchema.parse(JSON.parse(files.read(path).toString('utf8')))
  } catch {
    throw new JournalFault('key-ring.damaged', 'the key ring cannot be read')
  }
}

/** What the ring says was given up, unproved; nothing where it cannot be read: the chain then says so itself. */
export function lostIn({
  files,
  folder,
}: {
  readonly files: Files
  readonly folder: string
}): readonly LostFrames[] {
  const path = join(folder, keyRingName)
  try {
    return files.kind(path) === 'file' ? (readFile(files, path).lost ?? []) : []
  } catch (error) {
    if (error instanceof JournalFault) return []
    throw error
  }
}

function overContent(files: Files, path: string, first: Content, firstMaster: Master): KeyRing {
  let content = first
  let master = firstMaster
  const store = (next: Content, under: Master = master): void => {
    const file = { ...next, mac: macOf(next, under) }
    try {
      files.writeAtomic(path, Buffer.from(canonicalJson(file), 'utf8'))
    } catch (error) {
      throw writeFault(error)
    }
    content = next
    master = under
  }
  const open = (id: string): Buffer | null => {
    const entry = content.keys.find((key) => key.id === id)
    return entry === undefined ? null : unwrap(entry, content.realm, master)
  }
  const withKey = (id: string, key: Buffer): Content['keys'] => [
    ...content.keys.filter((entry) => entry.id !== id),
    wrap(id, key, content.realm, master),
  ]
  const create = (id: string, change: Partial<Content>): Buffer => {
    const key = randomKey()
    store({ ...content, ...change, keys: withKey(id, key) })
    return key
  }
  return {
    segmentKey: (segment) =>
      content.purged.some((one) => one.segment === segment) ? 'purged' : open(segmentKeyId(segment)),
    createSegmentKey: (segment, durable) =>
      create(segmentKeyId(segment), { head: later(content.head, durable) }),
    snapshotKey: (frame) => open(snapshotKeyId(frame)),
    createSnapshotKey: (frame) => create(snapshotKeyId(frame), {}),
    forgetSnapshots(keep) {
      const kept = new Set(keep.map(snapshotKeyId))
      const keys = content.keys.filter(({ id }) => !id.startsWith('snapshot/') || kept.has(id))
      if (keys.length < content.keys.length) store({ ...content, keys })
    },
    purgeSegments(segments) {
      const gone = new Set(segments.map(({ segment }) => segmentKeyId(segment)))
      const known = new Set(content.purged.map(({ segment }) => segment))
      store({
        ...content,
        keys: content.keys.filter(({ id }) => !gone.has(id) && !id.startsWith('snapshot/')),
        purged: [...content.purged, ...segments.filter(({ segment }) => !known.has(segment))],
      })
    },
    purged: () => content.purged,
    head: () => content.head,
    noteHead(durable) {
      if (later(content.head, durable) !== content.head) store({ ...content, head: durable })
    },
    lost: () => content.lost ?? [],
    noteLost(lost) {
      const others = (content.lost ?? []).filter(({ firstFrame }) => firstFrame !== lost.firstFrame)
      store({ ...content, lost: [...others, lost] })
    },
    place: () => content.place,
    notePlace: (place) => {
      store({ ...content, place })
    },
    masterId: () => master.id,
    rewrap(next) {
      const keys = content.keys.map((entry) => {
        const key = unwrap(entry, content.realm, master)
        if (key === null) throw new JournalFault('key-ring.damaged', `the key of ${entry.id} does not open`)
        return wrap(entry.id, key, content.realm, next)
      })
      store({ ...content, master: next.id, keys }, next)
    },
  }
}

function later(known: JournalHead | null, durable: JournalHead): JournalHead {
  return known !== null && known.frame >= durable.frame ? known : durable
}

const segmentKeyId = (segment: number): string => `segment/${String(segment)}`
const snapshotKeyId = (frame: number): string => `snapshot/${String(frame)}`

function wrap(id: string, key: Uint8Array, realm: Realm, master: Master): Content['keys'][number] {
  const nonce = randomNonce()
  const wrapped = seal(master.key, nonce, aadOf(realm, id), key)
  return { id, nonce: nonce.toString('base64'), wrapped: wrapped.toString('base64') }
}

function unwrap(
  { id, nonce, wrapped }: Content['keys'][number],
  realm: Realm,
  master: Master,
): Buffer | null {
  return unseal(master.key, Buffer.from(nonce, 'base64'), aadOf(realm, id), Buffer.from(wrapped, 'base64'))
}

function aadOf(realm: Realm, id: string): Buffer {
  return Buffer.from(`key-ring/${realm}/${id}`, 'utf8')
}

/** A ring that was put together by hand, or changed by a single letter, does not carry the right one. */
function macOf(content: Content, master: Master): string {
  return hmacSha256(deriveKey(master.key, 'key-ring'), Buffer.from(canonicalJson(content), 'utf8'))
}
