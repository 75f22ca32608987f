import { dirname } from 'node:path'
import type { Disk } from '../../../files/disk'

/**
 * A disk with a page cache that loses power. What was written, grown, made, renamed or removed and not synced lies in
 * the page cache only; `cut` lets any subset of it reach the platter, sector by sector and name by name, and forgets
 * the rest. Strict as POSIX allows: a file's sync covers its bytes and size, not its name; a name is durable when its
 * folder was synced. What it cannot show: a disk that lies about a sync, or tears a single sector.
 */
export interface SimulatedDisk extends Disk {
  /** How many calls that change something were made so far. */
  readonly steps: number
  /** True once the power was cut: whatever is thrown from then on is the cut's doing. */
  readonly off: boolean
  /** Before the n-th changing call from now on (1 = the next), `PowerCut` is thrown, and every call after it throws too. */
  cutAt(step: number): void
  /** What is there after the power is back. `random` gives numbers in [0, 1). */
  cut(random: () => number): SimulatedDisk
  /**
   * What a failed sync does: the pages count as clean from then on, programs go on reading them, and they never reach
   * the platter (as Linux does; a second sync says that all is well).
   */
  dropUnsynced(handle: number): void
  /** The process dies, the page cache stays: handles are gone, nothing else. */
  killed(): SimulatedDisk
  /** Every file by its path, as a program reads it now. */
  contents(): ReadonlyMap<string, Buffer>
}

export class PowerCut extends Error {}

const sectorBytes = 512
const zeroSector = Buffer.alloc(sectorBytes)

/** A file apart from its names. */
interface Node {
  /** As programs read it. */
  bytes: Buffer
  size: number
  /** As the platter holds it. */
  durable: Buffer
  durableSize: number
  /** Sectors that differ. */
  readonly dirty: Set<number>
}

interface Names {
  readonly files: Map<string, Node>
  readonly folders: Set<string>
}

export function simulatedDisk(): SimulatedDisk {
  return overNames(
    { files: new Map(), folders: new Set(['/']) },
    { files: new Map(), folders: new Set(['/']) },
  )
}

function problem(code: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${path}`), { code })
}

function emptyNode(): Node {
  return { bytes: Buffer.alloc(0), size: 0, durable: Buffer.alloc(0), durableSize: 0, dirty: new Set() }
}

/** @param now names as programs see them @param kept names that are on the platter */
function overNames(now: Names, kept: Names): SimulatedDisk {
  const handles = new Map<number, Node>()
  let nextHandle = 3
  let steps = 0
  let cutBefore = Infinity
  let off = false

  const change = (): void => {
    steps += 1
    if (steps >= cutBefore) off = true
    look()
  }
  const look = (): void => {
    if (off) throw new PowerCut('the power is off')
  }
  const fileAt = (path: string): Node => {
    const node = now.files.get(path)
    if (node === undefined) throw problem('ENOENT', path)
    return node
  }
  const nodeOf = (handle: number): Node => {
    look()
    const node = handles.get(handle)
    if (node === undefined) throw problem('EBADF', String(handle))
    return node
  }
  const syncNode = (node: Node): void => {
    if (node.durable.length < node.bytes.length) node.durable = grown(node.durable, node.bytes.length)
    for (const sector of node.dirty) copySector(node, sector)
    node.dirty.clear()
    node.durableSize = node.size
    if (node.size < node.durable.length) node.durable.fill(0, node.size)
  }

  return {
    get steps() {
      return steps
    },
    get off() {
      return off
    },
    cutAt(step) {
      cutBefore = steps + step
    },
    open(path, how) {
      if (how === 'read') look()
      else change()
      if (now.folders.has(path)) throw problem('EISDIR', path)
      if (how !== 'read' && !now.folders.has(dirname(path))) throw problem('ENOENT', path)
      if (how === 'new' && now.files.has(path)) throw problem('EEXIST', path)
      let node = now.files.get(path)
      if (node === undefined) {
        if (how === 'read') throw problem('ENOENT', path)
        node = emptyNode()
        now.files.set(path, node)
      } else if (how === 'replace') truncate(node)
      const handle = nextHandle++
      handles.set(handle, node)
      return handle
    },
    write(handle, bytes, offset) {
      change()
      const node = nodeOf(handle)
      const end = offset + bytes.length
      if (end > node.bytes.length) node.bytes = grown(node.bytes, end)
      node.bytes.set(bytes, offset)
      node.size = Math.max(node.size, end)
      for (let sector = Math.floor(offset / sectorBytes); sector * sectorBytes < end; sector++)
        node.dirty.add(sector)
      return bytes.length
    },
    read(handle, into, offset) {
      const node = nodeOf(handle)
      const count = Math.max(0, Math.min(into.length, node.size - offset))
      into.set(node.bytes.subarray(offset, offset + count))
      return count
    },
    size: (handle) => nodeOf(handle).size,
    datasync(handle) {
      change()
      syncNode(nodeOf(handle))
    },
    sync(handle) {
      change()
      syncNode(nodeOf(handle))
    },
    dropUnsynced(handle) {
      nodeOf(handle).dirty.clear()
    },
    close(handle) {
      handles.delete(handle)
    },
    readFile(path) {
      look()
      const node = fileAt(path)
      return Buffer.from(node.bytes.subarray(0, node.size))
    },
    list(folder) {
      look()
      if (!now.folders.has(folder)) throw problem('ENOENT', folder)
      return [...now.files.keys(), ...now.folders]
        .filter((path) => path !== folder && dirname(path) === folder)
        .map((path) => path.slice(folder === '/' ? 1 : folder.length + 1))
    },
    kind(path) {
      look()
      return now.folders.has(path) ? 'folder' : now.files.has(path) ? 'file' : null
    },
    makeFolder(path) {
      change()
      if (now.folders.has(path) || now.files.has(path)) throw problem('EEXIST', path)
      if (!now.folders.has(dirname(path))) throw problem('ENOENT', path)
      now.folders.add(path)
    },
    rename(from, to) {
      change()
      const node = fileAt(from)
      now.files.delete(from)
      now.files.set(to, node)
    },
    remove(path) {
      change()
      fileAt(path)
      now.files.delete(path)
    },
    syncFolder(path) {
      change()
      if (!now.folders.has(path)) throw problem('ENOENT', path)
      keepNames(now, kept, path, () => true)
    },
    freeBytes: () => 1e12,
    cut(random) {
      for (const folder of [...now.folders]) keepNames(now, kept, folder, () => random() < 0.5)
      const survivors: Names = { files: new Map(), folders: new Set() }
      for (const folder of kept.folders) if (isReachable(kept, folder)) survivors.folders.add(folder)
      const seen = new Map<Node, Node>()
      for (const [path, node] of kept.files) {
        if (!survivors.folders.has(dirname(path))) continue
        const after = seen.get(node) ?? afterCut(node, random)
        seen.set(node, after)
        survivors.files.set(path, after)
      }
      return overNames(survivors, { files: new Map(survivors.files), folders: new Set(survivors.folders) })
    },
    killed: () => overNames(now, kept),
    contents: () => new Map([...now.files].map(([path, node]) => [path, node.bytes.subarray(0, node.size)])),
  }
}

/** Names of one folder become durable, each where `reaches` says so. A name stands for one file at a time. */
function keepNames(now: Names, kept: Names, folder: string, reaches: () => boolean): void {
  const here = (path: string): boolean => path !== '/' && dirname(path) === folder
  for (const path of new Set([...now.files.keys(), ...kept.files.keys()].filter(here))) {
    const node = now.files.get(path)
    if (node === kept.files.get(path) || !reaches()) continue
    if (node === undefined) kept.files.delete(path)
    else kept.files.set(path, node)
  }
  for (const path of [...now.folders].filter(here))
    if (!kept.folders.has(path) && reaches()) kept.folders.add(path)
}

function isReachable(names: Names, folder: string): boolean {
  return folder === '/' || (names.folders.has(dirname(folder)) && isReachable(names, dirname(folder)))
}

/** The size on the platter is the old or the new one; each dirty sector below it is the old or the new one. */
function afterCut(node: Node, random: () => number): Node {
  const size = random() < 0.5 ? node.size : node.durableSize
  const bytes = Buffer.alloc(size)
  node.durable.copy(bytes, 0, 0, Math.min(size, node.durableSize))
  // most often a random part of the sectors, sometimes all of them or none
  const bias = random()
  const chance = bias < 0.15 ? 0 : bias > 0.85 ? 1 : bias
  for (const sector of node.dirty) {
    if (random() >= chance) continue
    const from = sector * sectorBytes
    const to = Math.min(from + sectorBytes, size)
    if (from >= size) continue
    bytes.fill(0, from, to)
    if (from < node.bytes.length) node.bytes.copy(bytes, from, from, Math.min(to, node.bytes.length))
  }
  return { bytes, size, durable: Buffer.from(bytes), durableSize: size, dirty: new Set() }
}

function truncate(node: Node): void {
  for (let sector = 0; sector * sectorBytes < node.bytes.length; sector++) node.dirty.add(sector)
  node.bytes = Buffer.alloc(0)
  node.size = 0
}

/** Capacity in whole sectors, doubled, so that growing is cheap. */
function grown(bytes: Buffer, length: number): Buffer {
  if (length <= bytes.length) return bytes
  const capacity = Math.max(bytes.length * 2, Math.ceil(length / sectorBytes) * sectorBytes)
  const larger = Buffer.alloc(capacity)
  bytes.copy(larger)
  return larger
}

function copySector(node: Node, sector: number): void {
  const from = sector * sectorBytes
  const source = from < node.bytes.length ? node.bytes.subarray(from, from + sectorBytes) : zeroSector
  if (from < node.durable.length) source.copy(node.durable, from)
}
