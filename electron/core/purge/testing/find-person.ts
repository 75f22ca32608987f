import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { files } from '../../../files/files'
import { unseal } from '../../crypto'
import { headersOf, openFrame } from '../../journal/frame'
import { batchesIn, readSegmentHeader } from '../../journal/segment'
import { openSnapshot, readSnapshotHeader, snapshotHeaderBytes } from '../../snapshot/snapshot-file'

/**
 * Looks for people the way somebody would who has the master key, the data folder, the mirror and the backup in hand:
 * every file as it lies there, and everything that any key of any ring opens.
 */

/** How a text may stand in a file: its bytes in every encoding at hand, and apart as a search index keeps it. */
export function formsOf(text: string): readonly Buffer[] {
  const utf8 = Buffer.from(text, 'utf8')
  const utf16 = Buffer.from(text, 'utf16le')
  const turned = Buffer.from(utf16).swap16()
  const apart = Buffer.from([...text].join(' '), 'utf8')
  const escaped = [...text].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')
  const written = [utf8, utf16].flatMap((bytes) => [
    Buffer.from(bytes.toString('hex')),
    Buffer.from(bytes.toString('hex').toUpperCase()),
    ...[0, 1, 2].map((shift) => base64Middle(bytes, shift)),
  ])
  return [utf8, utf16, turned, apart, Buffer.from(escaped), ...written]
}

/** The part of its base64 that does not depend on what stands before and behind it. */
function base64Middle(bytes: Buffer, shift: number): Buffer {
  const whole = Buffer.concat([Buffer.alloc(shift), bytes])
    .toString('base64')
    .replaceAll('=', '')
  const from = shift === 0 ? 0 : shift + 1
  return Buffer.from(whole.slice(from, whole.length - 2))
}

export interface Finding {
  readonly where: string
  readonly text: string
}

/** Where any of the texts is found. @param roots folders, their files at any depth */
export function findPeople(
  roots: readonly string[],
  master: Uint8Array,
  texts: readonly string[],
): readonly Finding[] {
  const paths = roots.flatMap(filesBelow)
  const keys = keysOf(paths, master)
  const forms = texts.map((text) => ({ text, forms: formsOf(text) }))
  return paths.flatMap((path) => {
    const raw = readFileSync(path)
    const opened = [...openedFrames(raw, keys), ...openedSnapshot(raw, keys)]
    return forms
      .filter((one) => one.forms.some((form) => [raw, ...opened].some((bytes) => bytes.includes(form))))
      .map(({ text }) => ({ where: path, text }))
  })
}

/** How many frames and snapshots the keys open: a search that opens nothing finds nothing. */
export function countOpened(
  roots: readonly string[],
  master: Uint8Array,
): { frames: number; snapshots: number } {
  const paths = roots.flatMap(filesBelow)
  const keys = keysOf(paths, master)
  let frames = 0
  let snapshots = 0
  for (const path of paths) {
    const raw = readFileSync(path)
    frames += openedFrames(raw, keys).length
    snapshots += openedSnapshot(raw, keys).length
  }
  return { frames, snapshots }
}

function filesBelow(root: string): string[] {
  return readdirSync(root, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(root, entry.name)) : [join(root, entry.name)],
  )
}

/** Every key of all rings, each once: the mirror's ring holds what the counter's own holds. */
function keysOf(paths: readonly string[], master: Uint8Array): readonly Buffer[] {
  const keys = paths.flatMap((path) => keysIn(path, master))
  return [...new Map(keys.map((key) => [key.toString('hex'), key])).values()]
}

/** Every key a ring file holds, by hand: whether the ring's own proof is right does not matter here. */
function keysIn(path: string, master: Uint8Array): readonly Buffer[] {
  if (!path.includes('key-ring.json')) return []
  const { realm, keys } = JSON.parse(files.read(path).toString('utf8')) as {
    realm: string
    keys: { id: string; nonce: string; wrapped: string }[]
  }
  return keys.flatMap(({ id, nonce, wrapped }) => {
    const aad = Buffer.from(`key-ring/${realm}/${id}`, 'utf8')
    return unseal(master, Buffer.from(nonce, 'base64'), aad, Buffer.from(wrapped, 'base64')) ?? []
  })
}

function openedFrames(raw: Buffer, keys: readonly Buffer[]): readonly Buffer[] {
  const read = readSegmentHeader(raw)
  if (read.kind !== 'good') return []
  const { realm, station, epoch, segment, repeatsFrom } = read.header
  const texts: Buffer[] = []
  for (const batch of batchesIn(raw, read.header)) {
    for (const { header, offset, hashBefore } of headersOf(raw, batch)) {
      for (const place of [segment, repeatsFrom]) {
        for (const key of keys) {
          const origin = { realm, station, epoch, segment: place }
          const text = openFrame(raw, offset, header, key, origin, hashBefore)
          if (text !== null) texts.push(Buffer.from(text, 'utf8'))
        }
      }
    }
  }
  return texts
}

function openedSnapshot(raw: Buffer, keys: readonly Buffer[]): readonly Buffer[] {
  const header = readSnapshotHeader(raw.subarray(0, snapshotHeaderBytes))
  if (header === null) return []
  return keys.flatMap((key) => {
    const image = openSnapshot(
      { size: raw.length, read: (offset, length) => raw.subarray(offset, offset + length) },
      header,
      key,
    )
    return image === null ? [] : [Buffer.from(image)]
  })
}
