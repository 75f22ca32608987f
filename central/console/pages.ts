import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export interface PageFile {
  readonly contentType: string
  readonly content: Buffer
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/**
 * The console's built files by the path they are asked under (`/console/…`), read once: what is not in this list is not
 * served, whatever a path says. Empty when the console was not built.
 */
export function readPages(folder: string): ReadonlyMap<string, PageFile> {
  const pages = new Map<string, PageFile>()
  if (!existsSync(folder)) return pages
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const contentType = contentTypes[path.extname(entry.name)]
    if (!entry.isFile() || contentType === undefined) continue
    const file = path.join(entry.parentPath, entry.name)
    const name = path.relative(folder, file).split(path.sep).join('/')
    pages.set(`/console/${name === 'index.html' ? '' : name}`, { contentType, content: readFileSync(file) })
  }
  return pages
}
