// Real damage on a real folder: what a bad disk, a copy by hand or another program leaves behind.
import * as fs from 'node:fs'
import path from 'node:path'
import type * as hand from './store-hand'

export type Hand = typeof hand

/** The product's own tools, for what is not damage but somebody's act. */
export async function handOf(): Promise<Hand> {
  const { runnerImport } = await import('vite')
  const { module } = await runnerImport<Hand>(path.resolve('e2e/store-hand.ts'), {
    configFile: false,
    logLevel: 'error',
  })
  return module
}

const sectorBytes = 512

/** The practice folder's store, with what can be done to it while the app is closed. */
export function storeIn(dataDir: string) {
  const practice = path.join(dataDir, 'practice')
  const journal = path.join(practice, 'journal')
  const segments = path.join(journal, 'segments')
  const inUse = (): string[] =>
    fs
      .readdirSync(segments)
      .sort()
      .filter((name) => usedBytes(path.join(segments, name)) > sectorBytes)

  return {
    practice,
    journal,
    segmentNames: inUse,
    segment: (name: string) => path.join(segments, name),

    /** Everything in the store's folders as it is now; the folders themselves stay. */
    remember: (): Remembered => ({
      files: [practice, journal, segments, path.join(practice, 'keys')].flatMap(filesOf),
    }),
    /** As it was: what came since is gone. */
    restore({ files }: Remembered): void {
      fs.chmodSync(segments, 0o755)
      fs.chmodSync(journal, 0o755)
      for (const folder of [
        segments,
        path.join(journal, 'quarantine'),
        path.join(journal, 'snapshots'),
        journal,
      ])
        for (const { name } of filesOf(folder)) fs.rmSync(name)
      for (const { name, bytes, uid, gid } of files) {
        fs.writeFileSync(name, bytes)
        fs.chownSync(name, uid, gid)
      }
    },

    /** Turns one bit in the middle of what was written to the newest segment that has frames. */
    flipOneBit(): string {
      const name = inUse().at(-1) ?? ''
      const file = path.join(segments, name)
      const bytes = fs.readFileSync(file)
      const place = Math.floor((sectorBytes + usedBytes(file)) / 2)
      bytes[place] = (bytes[place] ?? 0) ^ 1
      fs.writeFileSync(file, bytes)
      return name
    },
    /** A segment as a later version would write it. */
    fromTheFuture(): void {
      const file = path.join(segments, inUse().at(-1) ?? '')
      const bytes = fs.readFileSync(file)
      bytes.write('WCJ7', 0, 'latin1')
      fs.writeFileSync(file, bytes)
    },
    /** This computer is set up as another window; the data are still the former one's. */
    setUpAsOtherStation(): void {
      const file = path.join(practice, 'keys', 'practice-station.key')
      const text = fs.readFileSync(file, 'utf8')
      fs.writeFileSync(file, text.replace('"practice-1"', '"practice-2"'))
    },
    quarantined: (): readonly string[] => filesOf(path.join(journal, 'quarantine')).map(({ name }) => name),
    readOnly(): void {
      fs.chmodSync(segments, 0o555)
      fs.chmodSync(journal, 0o555)
    },
  }
}

export interface Remembered {
  readonly files: readonly { name: string; bytes: Buffer; uid: number; gid: number }[]
}

function filesOf(folder: string): Remembered['files'] {
  if (!fs.existsSync(folder)) return []
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const name = path.join(folder, entry.name)
      const { uid, gid } = fs.statSync(name)
      return { name, bytes: fs.readFileSync(name), uid, gid }
    })
}

/** Gives a folder with all that is in it to whoever the app runs as. */
export function giveTo(owner: string, folder: string): void {
  const { uid, gid } = fs.statSync(owner)
  for (const name of ['', ...fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })])
    fs.chownSync(path.join(folder, name), uid, gid)
}

/** Up to the last byte that is not preallocation. */
function usedBytes(file: string): number {
  const bytes = fs.readFileSync(file)
  let end = bytes.length
  while (end > 0 && bytes[end - 1] === 0) end -= 1
  return end
}
