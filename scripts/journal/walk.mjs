// One walk over a journal's segments, in order: what is found, and every frame that stands in the chain.
import * as fs from 'node:fs'
import path from 'node:path'
import { eventTypes } from './event-types.mjs'
import { readBatches, readHead } from './format.mjs'
import { isUnchanged, openFrame, readMasters, readRing, segmentKey } from './keys.mjs'

/** @typedef {import('./findings.mjs').Finding} Finding */
/** @typedef {import('./format.mjs').Frame} Frame */

/**
 * @typedef {object} Visitor
 * @property {(finding: Finding) => void} found
 * @property {(frame: Frame, event: Buffer | null | 'purged') => void} [frame] null = no key at hand
 * @property {(name: string, head: import('./format.mjs').SegmentHead | null, frames: Frame[], bytes: number, state: string) => void} [segment]
 * @property {(done: number, of: number) => void} [progress]
 */

/** @param {string} given @returns {{ base: string, journal: string }} a data folder, mirror, backup, or a journal itself */
export function locate(given) {
  const base = path.resolve(given)
  return fs.existsSync(path.join(base, 'segments'))
    ? { base: path.dirname(base), journal: base }
    : { base, journal: path.join(base, 'journal') }
}

const dayOf = (/** @type {number} */ at) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)

/**
 * @param {string} given @param {string | null} passphrase @param {Visitor} visitor
 * @returns {{ frames: number, hash: string, newestAt: number | null, segments: number }}
 */
export function walk(given, passphrase, visitor) {
  const { base, journal } = locate(given)
  const found = visitor.found
  const ring = readRing(journal)
  const masters = readMasters(base, passphrase)
  if (ring === 'missing' || ring === 'damaged') found({ code: `ring.${ring}`, file: 'key-ring.json' })
  if (masters === 'wrong-passphrase') found({ code: 'key.wrong-passphrase' })
  const master =
    typeof ring === 'string' || typeof masters === 'string' ? undefined : masters.get(ring.master)
  if (master === undefined && masters !== 'wrong-passphrase') found({ code: 'key.none' })
  if (typeof ring !== 'string' && master !== undefined && !isUnchanged(ring, master))
    found({ code: 'ring.damaged', file: 'key-ring.json' })
  const kept = path.join(journal, 'quarantine')
  if (fs.existsSync(kept))
    for (const name of fs.readdirSync(kept).sort()) found({ code: 'quarantine.present', file: name })

  const folder = path.join(journal, 'segments')
  const names = fs
    .readdirSync(folder)
    .filter((name) => /^\d{8}\.segment$/.test(name))
    .sort()
  const sizes = names.map((name) => fs.statSync(path.join(folder, name)).size)
  const all = sizes.reduce((sum, size) => sum + size, 0)
  let done = 0
  let number = 0
  let hash = '0'.repeat(64)
  /** @type {number | null} */
  let newestAt = null
  /** @type {Buffer | null} the last good batch, byte for byte */
  let last = null
  /** @type {{ realm: string, station: string } | null} */
  let owner = typeof ring === 'string' ? null : ring
  let reachedHead = false

  for (const [index, name] of names.entries()) {
    const file = fs.readFileSync(path.join(folder, name))
    done += sizes[index] ?? 0
    visitor.progress?.(done, all)
    const read = readHead(file)
    if (typeof read === 'string') {
      const codes = {
        unfinished: 'segment.unfinished',
        damaged: 'segment.header-damaged',
        'other-format': 'segment.other-format',
      }
      found({ code: codes[read], file: name })
      visitor.segment?.(name, null, [], file.length, read)
      if (read === 'other-format') break
      continue
    }
    const { head } = read
    owner ??= head
    if (head.realm !== owner.realm || head.station !== owner.station) {
      found({ code: 'segment.foreign', file: name, detail: `${head.realm}/${head.station}` })
      continue
    }
    const { batches, ends } = readBatches(file, head)
    /** @type {Frame[]} */
    const fresh = []
    const first = batches[0]
    const follows = head.firstFrame === number + 1 && head.hashBefore === hash
    if (head.gap !== null) {
      const sound =
        head.gap.firstFrame === number + 1 &&
        head.hashBefore === hash &&
        head.firstFrame === head.gap.lastFrame + 1
      if (!sound) found({ code: 'chain.fork', file: name })
      else {
        found({ code: 'chain.given-up', file: name, first: head.gap.firstFrame, last: head.gap.lastFrame })
        number = head.gap.lastFrame
        last = null
      }
    } else if (!follows) {
      const isCopy =
        head.repeats > 0 &&
        (first === undefined || (last !== null && last.equals(file.subarray(first.start, first.end))))
      if (head.firstFrame > number + 1) {
        found({ code: 'chain.gap', file: name, first: number + 1, last: head.firstFrame - 1 })
        number = head.firstFrame - 1
      } else if (!isCopy) found({ code: 'chain.fork', file: name, first: head.firstFrame, last: null })
    }
    for (const [order, batch] of batches.entries()) {
      const copied = order === 0 && head.repeats > 0
      const lastNumber = batch.frames.at(-1)?.number ?? 0
      if (lastNumber <= number) continue
      const origin = copied ? head.repeatsFrom : head.segment
      for (const frame of batch.frames) {
        if (newestAt !== null && frame.at < newestAt)
          found({ code: 'time.backwards', file: name, first: frame.number, last: frame.number })
        newestAt = frame.at
        if (!copied && dayOf(frame.at) !== head.day)
          found({ code: 'segment.wrong-day', file: name, first: frame.number, last: frame.number })
        if (!eventTypes.has(frame.code))
          found({
            code: 'event.unknown',
            file: name,
            first: frame.number,
            last: frame.number,
            detail: String(frame.code),
          })
        visitor.frame?.(frame, content(file, frame, origin, head))
        fresh.push(frame)
      }
      number = lastNumber
      hash = batch.hash.toString('hex')
      last = Buffer.from(file.subarray(batch.start, batch.end))
      if (typeof ring !== 'string' && ring.head?.frame === number) {
        reachedHead = true
        if (ring.head.hash !== hash) found({ code: 'chain.fork', file: name, first: number, last: number })
      }
    }
    if (ends === 'torn') found({ code: 'batch.torn', file: name })
    if (ends === 'damaged') found({ code: 'batch.damaged', file: name, first: number + 1, last: null })
    if (ends === 'too-short') found({ code: 'segment.too-short', file: name, first: number + 1, last: null })
    visitor.segment?.(name, head, fresh, file.length, ends)
  }
  const witness = typeof ring === 'string' ? null : ring.head
  if (witness !== null && !reachedHead && witness.frame > number)
    found({ code: 'chain.behind', first: number + 1, last: witness.frame })
  return { frames: number, hash, newestAt, segments: names.length }

  /** @param {Buffer} file @param {Frame} frame @param {number} origin @param {import('./format.mjs').SegmentHead} head */
  function content(file, frame, origin, head) {
    if (typeof ring === 'string' || master === undefined) return null
    const key = segmentKey(ring, master, origin)
    if (key === 'purged') return 'purged'
    const where = { first: frame.number, last: frame.number, file: `segment ${origin}` }
    if (key === null) {
      found({ code: 'ring.no-key', ...where })
      return null
    }
    const text = openFrame(file, frame, key, `${head.realm}/${head.station}/${head.epoch}/${origin}`)
    if (text === null) found({ code: 'frame.does-not-open', ...where })
    return text
  }
}
