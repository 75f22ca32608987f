// What a run of the app left behind, read by others than the app: the centre's ledger by its own verifier, the words
// of a slip by a PDF reader.
import { execFileSync, spawnSync } from 'node:child_process'
import path from 'node:path'
import type * as reader from './read-journal'
import type { JournalEvidence } from './read-journal'

export interface LedgerReport {
  readonly ok: boolean
  /** All balances in fen; zero in a sound ledger. */
  readonly sum: number
  readonly accounts: readonly { readonly id: string; readonly kind: string; readonly balanceFen: number }[]
}

/** Recomputes the practice centre's ledger from its postings, after the app has ended; on PostgreSQL where it was there. */
export function readLedger(dataDir: string, databaseUrl?: string): LedgerReport {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['out/app/main/central.js', 'verify-ledger', '--data', path.join(dataDir, 'practice/centre')],
    {
      encoding: 'utf8',
      env: { ...process.env, ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }) },
    },
  )
  try {
    return JSON.parse(stdout) as LedgerReport
  } catch {
    throw new Error(`the ledger could not be read: ${stderr.slice(-500)}`)
  }
}

/** Money in fen that left its payers and has not reached its payees. */
export function onTheWay({ accounts }: LedgerReport): number {
  const held = accounts.filter(({ kind }) => kind === 'reservation')
  return held.reduce((sum, { balanceFen }) => sum + balanceFen, 0)
}

/** The account's balance in fen. */
export function balanceOf(ledger: LedgerReport, id: string): number {
  const account = ledger.accounts.find((one) => one.id === id)
  if (account === undefined)
    throw new Error(`no account ${id} among ${ledger.accounts.map((a) => a.id).join(' ')}`)
  return account.balanceFen
}

/** The journal as the next opening of core would read it: every event, and every taken operation in order. */
export async function readJournal(dataDir: string): Promise<JournalEvidence> {
  const { runnerImport } = await import('vite')
  const { module } = await runnerImport<typeof reader>(path.resolve('e2e/read-journal.ts'), {
    configFile: false,
    logLevel: 'error',
  })
  return module.readJournal(path.join(dataDir, 'practice'), 'node_modules/sql.js/dist/sql-wasm.wasm')
}

/** The words of a slip, by its file's name on the result page. */
export function slipWords(dataDir: string, file: string): string {
  return execFileSync('pdftotext', ['-layout', slipPath(dataDir, file), '-'], { encoding: 'utf8' })
}

export function slipPath(dataDir: string, file: string): string {
  return path.join(dataDir, 'practice/slips', file)
}

export interface SlipPage {
  readonly widthMm: number
  readonly heightMm: number
  /** Words that stand, in part, beyond the paper's edge. */
  readonly outside: readonly string[]
}

/** How large each page of a slip is, and whether anything of it is cut off. */
export function slipPages(dataDir: string, file: string): readonly SlipPage[] {
  return pagesOf(slipPath(dataDir, file))
}

/** The same of any PDF. */
export function pagesOf(pdf: string): readonly SlipPage[] {
  const xml = execFileSync('pdftotext', ['-bbox', pdf, '-'], { encoding: 'utf8' })
  const mm = (points: number): number => (points * 25.4) / 72
  return [...xml.matchAll(/<page width="([\d.]+)" height="([\d.]+)">(.*?)<\/page>/gs)].map(
    ([, width = '0', height = '0', inside = '']) => ({
      widthMm: mm(Number(width)),
      heightMm: mm(Number(height)),
      outside: [
        ...inside.matchAll(
          /<word xMin="(-?[\d.]+)" yMin="(-?[\d.]+)" xMax="(-?[\d.]+)" yMax="(-?[\d.]+)">(.*?)<\/word>/gs,
        ),
      ].flatMap(([, xMin = '0', yMin = '0', xMax = '0', yMax = '0', word = '']) =>
        Number(xMin) < 0 || Number(yMin) < 0 || Number(xMax) > Number(width) || Number(yMax) > Number(height)
          ? [word]
          : [],
      ),
    }),
  )
}
