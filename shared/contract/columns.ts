import { z } from 'zod'
import type { Json } from './canonical'
import { canonicalJson } from './canonical'
import { columnSchema, jsonSchema, mostTexts, packed, valuesIn } from './packed-column'

/*
 * Frozen texts as they travel: what stands at the same place of all of them side by side. Fifty transfers pack into a sixth
 * less than their texts would. The texts come out byte for byte, because RFC 8785 leaves one text for one value.
 */

const mostPaths = 400

export const columnsSchema = z.strictObject({
  /** JSON pointers (RFC 6901) to everything that is no object, or an empty one. */
  paths: z.array(z.string().max(200)).max(mostPaths),
  /** Which paths texts of one kind have, by their place in `paths`. */
  shapes: z.array(z.array(z.number().int().min(0)).max(mostPaths)).max(mostTexts),
  /** The shape of each text. */
  of: z.array(z.number().int().min(0)).max(mostTexts),
  /** For each path its values, text after text. */
  columns: z.array(columnSchema).max(mostPaths),
})
export type Columns = z.infer<typeof columnsSchema>

/** Canonical texts of objects in columns; null for texts that would not come out the same. */
export function columnsOf(texts: readonly string[]): Columns | null {
  const columns = new Map<string, { readonly at: number; readonly values: Json[] }>()
  const columnOf = (path: string): { readonly at: number; readonly values: Json[] } => {
    const known = columns.get(path) ?? { at: columns.size, values: [] }
    columns.set(path, known)
    return known
  }
  const shapes = new Map<string, number>()
  const of = texts.map((text) => {
    const shape = JSON.stringify(
      leavesOf(jsonSchema.parse(JSON.parse(text)), '').map(([path, value]) => {
        const { at, values } = columnOf(path)
        values.push(value)
        return at
      }),
    )
    const known = shapes.get(shape) ?? shapes.size
    shapes.set(shape, known)
    return known
  })
  const made = columnsSchema.safeParse({
    paths: [...columns.keys()],
    shapes: [...shapes.keys()].map((shape): unknown => JSON.parse(shape)),
    of,
    columns: [...columns.values()].map(({ values }) => packed(values)),
  })
  if (!made.success) return null
  const back = textsOf(made.data)
  return back?.every((text, index) => text === texts[index]) === true ? made.data : null
}

/** The texts of columns; null where the columns do not fit together. */
export function textsOf({ paths, shapes, of, columns }: Columns): readonly string[] | null {
  const values = columns.map(valuesIn)
  if (paths.length !== columns.length) return null
  const used = columns.map(() => 0)
  const texts: string[] = []
  for (const shape of of) {
    const tree = new Tree()
    for (const at of shapes[shape] ?? [-1]) {
      const path = paths[at]
      const value = values[at]?.[used[at] ?? 0]
      if (path === undefined || value === undefined || !put(tree, path, value)) return null
      used[at] = (used[at] ?? 0) + 1
    }
    texts.push(canonicalJson(objectOf(tree)))
  }
  return values.every((column, at) => column?.length === used[at]) ? texts : null
}

class Tree extends Map<string, Json | Tree> {}

function leavesOf(value: Json, path: string): readonly (readonly [string, Json])[] {
  if (!isObject(value) || Object.keys(value).length === 0) return [[path, value]]
  return Object.entries(value).flatMap(([key, one]) =>
    leavesOf(one ?? null, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  )
}

function isObject(value: Json): value is Readonly<Record<string, Json | undefined>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** False where something else stands at that place already. */
function put(tree: Tree, path: string, value: Json): boolean {
  const keys = path
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = keys.pop()
  if (last === undefined) return false
  let branch = tree
  for (const key of keys) {
    const next = branch.get(key) ?? new Tree()
    if (!(next instanceof Tree)) return false
    branch.set(key, next)
    branch = next
  }
  if (branch.has(last)) return false
  branch.set(last, value)
  return true
}

function objectOf(tree: Tree): Json {
  // own members even where a key is one that objects have anyway
  return Object.fromEntries(
    [...tree].map(([key, value]) => [key, value instanceof Tree ? objectOf(value) : value]),
  )
}
