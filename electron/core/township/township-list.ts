import { join } from 'node:path'
import { z } from 'zod'
import { canonicalJson } from '../../../shared/contract/canonical'
import { atSchema } from '../../../shared/contract/operation'
import { townshipAnswerSchema } from '../../../shared/contract/township'
import type { Resident, TownshipAnswer } from '../../../shared/contract/township'
import { numberBegins } from '../../../shared/domain/person-look'
import type { StationId } from '../../../shared/domain/ids'
import type { Files } from '../../files/files'
import { randomNonce, seal, unseal } from '../crypto'
import { readJsonFile } from '../json-file'
import { initialsOf } from '../projection/search'

/** In the data folder: a copy of the station's own list, sealed. It can be asked for again, so no backup has it. */
export const townshipFileName = 'township.json'

const fileSchema = z.strictObject({
  suite: z.literal('intl-1'),
  station: z.string(),
  nonce: z.base64(),
  sealed: z.base64(),
})
const keptSchema = z.strictObject({ readAt: atSchema, list: townshipAnswerSchema })
type Kept = z.infer<typeof keptSchema>

/** The people of the township this station serves, as the centre listed them last. */
export interface TownshipList {
  /** When the centre said so (ms since 1970, this counter's clock); null = it never did. */
  readAt(): number | null
  /** The list without its people; null = never read, or the station serves no single township. */
  told():
    (Pick<TownshipAnswer, 'asOf' | 'more'> & { readonly township: string; readonly count: number }) | null
  resident(idNumber: string): Resident | null
  /** Whose number or name begins with the text, whose name holds it, or whose pinyin initials begin with it. */
  find(sought: string, limit: number): readonly Resident[]
  /** Keeps it; a disk that refuses leaves it in memory alone, and it is asked for again. */
  keep(list: TownshipAnswer, at: number): void
}

/**
 * @param key a key of its own, derived from the master key
 * @param log hears of a file that cannot be used; then the list counts as never read
 */
export function townshipList(
  files: Pick<Files, 'writeAtomic'>,
  dataDir: string,
  station: StationId,
  key: Uint8Array,
  log: (level: 'warn', code: string) => void,
): TownshipList {
  const path = join(dataDir, townshipFileName)
  const aad = Buffer.from(canonicalJson({ suite: 'intl-1', file: 'township', station }), 'utf8')
  let kept = readKept()
  let search = searchIn(kept?.list.residents ?? [])

  function readKept(): Kept | null {
    const file = readJsonFile(path)
    if (file === null) return null
    const { data } = fileSchema.safeParse(file.json)
    const opened =
      data === undefined
        ? null
        : unseal(key, Buffer.from(data.nonce, 'base64'), aad, Buffer.from(data.sealed, 'base64'))
    const read = opened === null ? null : keptSchema.safeParse(JSON.parse(opened.toString('utf8')))
    if (read?.success === true) return read.data
    log('warn', 'township.file-not-used')
    return null
  }

  return {
    readAt: () => kept?.readAt ?? null,
    told() {
      if (kept === null || kept.list.township === null) return null
      const { township, asOf, more, residents } = kept.list
      return { township, asOf, more, count: residents.length }
    },
    resident: (idNumber) => search.resident(idNumber),
    find: (sought, limit) => search.find(sought, limit),
    keep(list, readAt) {
      kept = { readAt, list }
      search = searchIn(list.residents)
      const nonce = randomNonce()
      const plain = Buffer.from(JSON.stringify(kept), 'utf8')
      const sealed = seal(key, nonce, aad, plain).toString('base64')
      const file = { suite: 'intl-1', station, nonce: nonce.toString('base64'), sealed }
      try {
        files.writeAtomic(path, Buffer.from(JSON.stringify(file)))
      } catch {
        // a full disk is named elsewhere; this list is not worth stopping anything
        log('warn', 'township.not-kept')
      }
    },
  }
}

/** Twenty thousand names are gone through at once; pinyin is read only of names whose first character may be meant. */
function searchIn(residents: readonly Resident[]): Pick<TownshipList, 'resident' | 'find'> {
  const byNumber = new Map(residents.map((one) => [one.idNumber, one]))
  const initials = new Map<string, readonly string[]>()
  const initialsKept = (name: string): readonly string[] => {
    const known = initials.get(name)
    if (known !== undefined) return known
    const read = initialsOf(name)
    initials.set(name, read)
    return read
  }
  const mayBegin = (name: string, letter: string): boolean =>
    initialsKept([...name][0] ?? '').some((first) => first === letter)

  function matches(sought: string): readonly Resident[] {
    if (numberBegins.test(sought)) return residents.filter(({ idNumber }) => idNumber.startsWith(sought))
    if (/^[A-Za-z]+$/u.test(sought)) {
      const letters = sought.toLowerCase()
      return residents.filter(
        ({ name }) =>
          mayBegin(name, letters.charAt(0)) && initialsKept(name).some((read) => read.startsWith(letters)),
      )
    }
    const begin = residents.filter(({ name }) => name.startsWith(sought))
    const hold = residents.filter(({ name }) => !name.startsWith(sought) && name.includes(sought))
    return [...begin, ...hold]
  }

  return {
    resident: (idNumber) => byNumber.get(idNumber) ?? null,
    find: (sought, limit) => matches(sought).slice(0, limit),
  }
}
