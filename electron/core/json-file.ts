import { readFileSync } from 'node:fs'

/** What stands in a small file of the data folder: null = there is none; text that is no JSON is `{ json: null }`. */
export function readJsonFile(path: string): { readonly json: unknown } | null {
  const text = textOf(path)
  return text === null ? null : { json: jsonOf(text) }
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // nobody has to write any of them
    return null
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
