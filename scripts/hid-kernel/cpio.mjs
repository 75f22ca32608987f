import * as fs from 'node:fs'
import path from 'node:path'

const folderMode = 0o40755
const fileMode = 0o100000

/**
 * One entry of a "newc" archive: a header of hexadecimal numbers, the name, the content, each padded to four bytes.
 * @param {number} number of the entry
 * @param {string} name
 * @param {number} mode
 * @param {Buffer} content
 */
function entry(number, name, mode, content) {
  const hex = (/** @type {number} */ value) => value.toString(16).padStart(8, '0')
  const links = mode === folderMode ? 2 : 1
  const fields = [number, mode, 0, 0, links, 0, content.length, 0, 0, 0, 0, name.length + 1, 0]
  const head = Buffer.from(`070701${fields.map(hex).join('')}${name}\0`, 'latin1')
  const padded = (/** @type {Buffer} */ bytes) =>
    Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
  return Buffer.concat([padded(head), padded(content)])
}

/**
 * An archive that the kernel unpacks into memory as its root.
 * @param {Map<string, { file?: string, content?: Buffer, mode: number }>} files by their path, without a slash in front
 * @returns {Buffer}
 */
export function cpioOf(files) {
  /** @type {Set<string>} */
  const folders = new Set()
  for (const name of files.keys())
    for (let at = path.dirname(name); at !== '.'; at = path.dirname(at)) folders.add(at)
  let number = 0
  const next = () => (number += 1)
  return Buffer.concat([
    ...[...folders].sort().map((name) => entry(next(), name, folderMode, Buffer.alloc(0))),
    ...[...files].map(([name, { file, content, mode }]) =>
      entry(next(), name, fileMode | mode, content ?? fs.readFileSync(file ?? '')),
    ),
    entry(0, 'TRAILER!!!', 0, Buffer.alloc(0)),
  ])
}
