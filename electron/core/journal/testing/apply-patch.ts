import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/*
 * Applies a unified diff, strictly: every hunk's old lines must stand in the file exactly once. Line numbers are not
 * looked at, so that a change elsewhere in a file leaves a mutant as it is. `patch -p1` applies the same files.
 */

interface Hunk {
  readonly before: string
  readonly after: string
}

/** @throws when a hunk does not fit, naming its file */
export function applyPatch(patch: string, root: string): void {
  const parts = patch.split(/^--- a\/.*\n\+\+\+ b\/(.+)\n/m)
  if (parts.length < 3) throw new Error('no file stands in the patch')
  for (let index = 1; index < parts.length; index += 2) {
    const path = join(root, (parts[index] ?? '').trim())
    let text = readFileSync(path, 'utf8')
    const hunks = hunksOf(parts[index + 1] ?? '')
    if (hunks.length === 0) throw new Error(`no hunk for ${parts[index] ?? ''}`)
    for (const { before, after } of hunks) {
      const found = text.split(before).length - 1
      if (found !== 1) throw new Error(`a hunk stands ${String(found)} times in ${parts[index] ?? ''}`)
      text = text.replace(before, () => after)
    }
    writeFileSync(path, text)
  }
}

function hunksOf(body: string): Hunk[] {
  return body
    .split(/^@@.*@@.*\n/m)
    .slice(1)
    .map((hunk) => {
      const lines = hunk.split('\n').filter((line) => /^[ +-]/.test(line))
      const side = (own: string): string =>
        lines
          .filter((line) => line.startsWith(' ') || line.startsWith(own))
          .map((line) => `${line.slice(1)}\n`)
          .join('')
      return { before: side('-'), after: side('+') }
    })
}
