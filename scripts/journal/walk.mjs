// One walk over a journal's segments, in order: what is found, and every frame that stands in the chain.
import * as fs from 'node:fs'
import path from 'node:path'
import { eventTypes } from './event-types.mjs'
import { readBatches, readHead } from './format.mjs'
import { canonical, dataKey, openFrame, openKeys } from './keys.mjs'
import { sourceOf } from './source.mjs'
import { readWitnesses } from './witnesses.mjs'

/** @typedef {import('./findings.mjs').Finding} Finding */
/** @typedef {import('./format.mjs').Frame} Frame */
/** @typedef {import('./format.mjs').SegmentHead} SegmentHead */
/** @typedef {import('./witnesses.mjs').Witness} Witness */

/**
 * @typedef {object} Visitor
 * @property {(finding: Finding) => void} found
 * @property {(frame: Frame, event: Buffer | null | 'purged') => void} [frame] null = it does not open here
 * @property {(segment: SegmentSummary) => void} [segment] behind its frames
 * @property {(done: number, of: number, name: string) => void} [progress] bytes, and the file that is read
 * @typedef {{ name: string, head: SegmentHead | null, first: Frame | null, last: Frame | null, bytes: number,
 *   state: string }} SegmentSummary `first` and `last` of the frames that stand in the chain by this file
 */

/** How far the chain goes. */
class Tail {
  number = 0
  hash = '0'.repeat(64)
  /** @type {number | null} */
  at = null
  /** @type {{ bytes: Buffer, first: number, origin: number } | null} the last good batch */
  batch = null
  /** @type {{ realm: string, station: string } | null} whose journal it is */
  owner = null
}

/** @param {string} given @returns {{ base: string, journal: string }} a data folder, mirror, backup, or a journal itself */
export function locate(given) {
  const base = path.resolve(given)
  return fs.existsSync(path.join(base, 'segments'))
    ? { base: path.dirname(base), journal: base }
    : { base, journal: path.join(base, 'journal') }
}

/** @param {string} journal @returns {string[]} names of the segment files, in order */
export const segmentNames = (journal) =>
  fs
    .readdirSync(path.join(journal, 'segments'))
    .filter((name) => /^\d{8}\.segment$/.test(name))
    .sort()

/** @param {number} at @returns {string} the business day, in Asia/Shanghai */
const dayOf = (at) => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)

/**
 * @param {string} given @param {import('./keys.mjs').Secret | null} secret null = clear headers only
 * @param {Visitor} visitor
 * @returns {{ frames: number, hash: string, newestAt: number | null, segments: number }}
 */
export function walk(given, secret, visitor) {
  const { base, journal } = locate(given)
  const { found } = visitor
  const names = segmentNames(journal)
  const keys = openKeys(base, journal, secret, names.length > 0)
  // read before the segments: a counter at work goes on meanwhile
  const { witnesses, findings } = readWitnesses(base, journal, keys)
  for (const one of [...keys.findings, ...findings, ...keptApart(journal)]) found(one)
  const sizes = names.map((name) => fs.statSync(path.join(journal, 'segments', name)).size)
  const all = sizes.reduce((sum, size) => sum + size, 0)
  let before = 0
  const tail = new Tail()
  tail.owner = keys.ring
  const segment = new SegmentWalk(tail, keys, witnesses, visitor)
  let readable = true
  for (const [index, name] of names.entries()) {
    readable = segment.read(path.join(journal, 'segments', name), name, (done) =>
      visitor.progress?.(before + done, all, name),
    )
    if (!readable) break
    before += sizes[index] ?? 0
  }
  const lost = keys.ring?.lost ?? []
  // nobody is asked for what was given up
  const asked = witnesses.filter(
    ({ frame }) => !lost.some(({ firstFrame, lastFrame }) => firstFrame <= frame && frame <= lastFrame),
  )
  const newest = asked.reduce((most, { frame }) => Math.max(most, frame), 0)
  const pending = lost.find(({ firstFrame }) => firstFrame === tail.number + 1)
  if (readable && pending !== undefined)
    found({ code: 'chain.given-up', first: pending.firstFrame, last: pending.lastFrame })
  if (readable && newest > tail.number) {
    const who = asked.filter(({ frame }) => frame > tail.number).map((one) => one.who)
    found({ code: 'chain.behind', first: tail.number + 1, last: newest, detail: who.join(', ') })
  }
  return { frames: tail.number, hash: tail.hash, newestAt: tail.at, segments: names.length }
}

/** @param {string} journal @returns {Finding[]} */
function keptApart(journal) {
  const folder = path.join(journal, 'quarantine')
  if (!fs.existsSync(folder)) return []
  const names = fs.readdirSync(folder).sort()
  return names.map((file) => ({ code: 'quarantine.present', file }))
}

class SegmentWalk {
  /** @param {Tail} tail @param {import('./keys.mjs').Keys} keys @param {Witness[]} witnesses @param {Visitor} visitor */
  constructor(tail, keys, witnesses, visitor) {
    this.tail = tail
    this.keys = keys
    this.visitor = visitor
    this.witnesses = witnesses
    /** @type {Map<number, number>} epochs by segment: a repeated batch opens at the place it was first written to */
    this.epochs = new Map()
    /** @type {{ origin: number, key: ReturnType<typeof dataKey> } | null} of the segment at hand */
    this.opened = null
  }

  /** @param {string} file @param {string} name @param {(done: number) => void} progress @returns {boolean} false = nothing behind it can be read */
  read(file, name, progress) {
    const source = sourceOf(file)
    try {
      return this.readSource(source, name, progress)
    } finally {
      source.close()
    }
  }

  /** @param {import('./source.mjs').Source} source @param {string} name @param {(done: number) => void} progress */
  readSource(source, name, progress) {
    const { tail, visitor } = this
    const head = readHead(source)
    if (typeof head === 'string') {
      const code = { unfinished: 'segment.unfinished', damaged: 'segment.header-damaged' }
      visitor.found({
        code: head === 'other-format' ? 'segment.other-format' : code[head],
        file: name,
        ...(head === 'damaged' && { first: tail.number + 1, last: null }),
      })
      visitor.segment?.({ name, head: null, first: null, last: null, bytes: source.size, state: head })
      return head !== 'other-format'
    }
    tail.owner ??= head
    if (head.realm !== tail.owner.realm || head.station !== tail.owner.station) {
      visitor.found({ code: 'segment.foreign', file: name, detail: `${head.realm}/${head.station}` })
      visitor.segment?.({ name, head, first: null, last: null, bytes: source.size, state: 'foreign' })
      return true
    }
    if (head.segment !== Number(name.slice(0, 8)))
      visitor.found({ code: 'chain.fork', file: name, detail: `made as segment ${head.segment}` })
    this.epochs.set(head.segment, head.epoch)
    const { first, last, state } = this.follow(source, head, name, progress)
    const purged = this.keys.ring?.purged.some(({ segment }) => segment === head.segment) ?? false
    visitor.segment?.({
      ...{ name, head, first, last, bytes: source.size },
      state: purged ? `${state}, purged` : state,
    })
    return true
  }

  /** @param {import('./source.mjs').Source} source @param {SegmentHead} head @param {string} name @param {(done: number) => void} progress */
  follow(source, head, name, progress) {
    const { tail, visitor } = this
    /** @type {{ first: Frame | null, last: Frame | null }} */
    const span = { first: null, last: null }
    const batches = readBatches(source, head)
    let next = batches.next()
    const givenUp = (this.keys.ring?.lost ?? []).find((one) => goesOnBehind(one, head, tail))
    if (givenUp !== undefined)
      visitor.found({
        code: 'chain.given-up',
        file: name,
        first: givenUp.firstFrame,
        last: givenUp.lastFrame,
      })
    else for (const one of joins(head, tail, next.done === true ? null : next.value, name)) visitor.found(one)
    if (head.firstFrame > tail.number + 1) Object.assign(tail, { number: head.firstFrame - 1, batch: null })
    let copied = head.repeats > 0
    while (next.done !== true) {
      const batch = next.value
      progress(batch.start + batch.bytes.length)
      const first = batch.frames[0]?.number ?? 0
      const last = first + batch.frames.length - 1
      const origin = copied ? head.repeatsFrom : head.segment
      if (copied && batch.frames.length !== head.repeats)
        visitor.found({ code: 'segment.header-wrong', file: name, detail: 'repeats' })
      if (last > tail.number) {
        for (const frame of batch.frames) this.frame(frame, origin, head, name)
        span.first ??= batch.frames[0] ?? null
        span.last = batch.frames.at(-1) ?? null
        tail.number = last
        tail.hash = batch.hash.toString('hex')
        tail.batch = { bytes: batch.bytes, first, origin }
      }
      copied = false
      next = batches.next()
    }
    const where = { file: name, first: tail.number + 1, last: null }
    if (next.value === 'torn') visitor.found({ code: 'batch.torn', file: name })
    if (next.value === 'damaged') visitor.found({ code: 'batch.damaged', ...where })
    if (next.value === 'too-short') visitor.found({ code: 'segment.too-short', ...where })
    return { ...span, state: next.value }
  }

  /** @param {Frame} frame @param {number} origin @param {SegmentHead} head @param {string} file */
  frame(frame, origin, head, file) {
    const { tail, visitor } = this
    const where = { file, first: frame.number, last: frame.number }
    if (tail.at !== null && frame.at < tail.at) visitor.found({ code: 'time.backwards', ...where })
    tail.at = Math.max(tail.at ?? 0, frame.at)
    if (origin === head.segment && dayOf(frame.at) !== head.day)
      visitor.found({ code: 'segment.wrong-day', ...where })
    if (!eventTypes.has(frame.code))
      visitor.found({ code: 'event.unknown', ...where, detail: String(frame.code) })
    const hash = frame.hash.toString('hex')
    for (const witness of this.witnesses)
      if (witness.frame === frame.number && witness.hash !== hash)
        visitor.found({ code: 'chain.fork', ...where, detail: witness.who })
    // opened whether or not anybody wants to see it
    const content = this.content(frame, origin, head, where)
    visitor.frame?.(frame, content)
  }

  /** @param {Frame} frame @param {number} origin @param {SegmentHead} head @param {{ file: string, first: number, last: number }} where */
  content(frame, origin, { realm, station, epoch }, where) {
    if (this.keys.master === null) return null
    if (this.opened?.origin !== origin) this.opened = { origin, key: dataKey(this.keys, `segment/${origin}`) }
    const { key } = this.opened
    if (key === 'purged') return 'purged'
    if (typeof key === 'string') {
      this.visitor.found({ code: 'ring.no-key', ...where, detail: `segment ${origin}` })
      return null
    }
    const place = `${realm}/${station}/${this.epochs.get(origin) ?? epoch}/${origin}`
    const text = openFrame(frame, key, place)
    const amiss = text === null ? null : disagreement(frame, text.toString('utf8'))
    if (text === null) this.visitor.found({ code: 'frame.does-not-open', ...where })
    if (amiss !== null) this.visitor.found({ code: 'frame.content-wrong', ...where, detail: amiss })
    return text
  }
}

/** The frames before this segment are those the key ring says were given up (section 5). @param {import('./keys.mjs').Lost} lost @param {SegmentHead} head @param {Tail} tail @returns {boolean} */
const goesOnBehind = ({ firstFrame, lastFrame, goesOn }, head, tail) =>
  firstFrame === tail.number + 1 &&
  lastFrame === head.firstFrame - 1 &&
  goesOn?.segment === head.segment &&
  goesOn.hash === head.hashBefore

/** How a segment goes on from what is before it (section 4). @param {SegmentHead} head @param {Tail} tail @param {import('./format.mjs').Batch | null} first @param {string} file @returns {Finding[]} */
function joins(head, tail, first, file) {
  const { firstFrame, gap, repeats, repeatsFrom } = head
  const fork = { code: 'chain.fork', file, first: firstFrame, last: null }
  const follows = head.hashBefore === tail.hash
  if (gap !== null) {
    const sound = repeats === 0 && gap.lastFrame >= gap.firstFrame && firstFrame === gap.lastFrame + 1
    const isNext = follows && gap.firstFrame === tail.number + 1
    return sound && isNext
      ? [{ code: 'chain.given-up', file, first: gap.firstFrame, last: gap.lastFrame }]
      : [fork]
  }
  if (firstFrame === tail.number + 1) return follows ? [] : [fork]
  if (firstFrame > tail.number + 1)
    return [{ code: 'chain.gap', file, first: tail.number + 1, last: firstFrame - 1 }]
  const before = tail.batch
  if (repeats === 0 || before === null) return [fork]
  // not even the copy was written whole: the opening never finished
  const same = first === null ? before.first === firstFrame : before.bytes.equals(first.bytes)
  if (!same) return [fork]
  return repeatsFrom === before.origin
    ? []
    : [{ code: 'segment.header-wrong', file, detail: `repeatsFrom ${repeatsFrom}` }]
}

/** What an event says, and what its clear header says of it. @param {Frame} frame @param {string} text @returns {string | null} */
function disagreement({ code, operationId }, text) {
  /** @type {any} */
  let event
  try {
    event = JSON.parse(text)
  } catch {
    return 'not JSON'
  }
  if (eventTypes.has(code) && event?.type !== eventTypes.get(code)) return 'type'
  if ((event.operationId ?? null) !== operationId) return 'operation id'
  return canonical(event) === text ? null : 'not canonical'
}
