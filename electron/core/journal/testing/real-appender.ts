import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { files } from '../../../files/files'
import { openKeyRing } from '../key-ring'
import { readJournal } from '../read-journal'
import { master, nameOf, station } from './simulated-journal'

const root = resolve(import.meta.dirname, '../../../..')

export interface Appender {
  /** A fresh folder per name, below the one that `end` removes. */
  folder(name: string): string
  /** Runs one day to its end; answers the lines it said, and what stands on its standard error. */
  aDay(folder: string, env: Readonly<Record<string, string>>): { lines: readonly string[]; errors: string }
  /** Appends until it is killed, so many milliseconds after it opened its journal. Answers the lines it said. */
  untilKilled(folder: string, life: number, afterMs: number): Promise<readonly string[]>
  end(): void
}

/** Builds the program once, so that each of its lives starts within tens of milliseconds. */
export async function buildAppender(): Promise<Appender> {
  mkdirSync(join(root, '.cache'), { recursive: true })
  const work = mkdtempSync(join(root, '.cache', 'appender-'))
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: join(import.meta.dirname, 'appender.ts'),
      outDir: join(work, 'program'),
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'appender.mjs' } },
    },
  })
  const program = join(work, 'program', 'appender.mjs')
  return {
    folder(name) {
      const folder = join(work, name)
      mkdirSync(folder)
      return folder
    },
    aDay(folder, env) {
      const end = spawnSync(process.execPath, [program, folder, 'day', 'a-day'], {
        env: { ...process.env, ...env },
        encoding: 'utf8',
        timeout: 20_000,
      })
      if (end.status !== 0) throw new Error(`the appender ended with ${String(end.status)}: ${end.stderr}`)
      return { lines: linesOf(end.stdout), errors: end.stderr }
    },
    untilKilled: (folder, life, afterMs) =>
      new Promise((done, fail) => {
        const child = spawn(process.execPath, [program, folder, String(life), 'for-ever'], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        let said = ''
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          if (said === '') setTimeout(() => child.kill('SIGKILL'), afterMs)
          said += text
        })
        child.on('error', fail)
        child.on('close', () => {
          done(linesOf(said))
        })
      }),
    end() {
      rmSync(work, { recursive: true })
    },
  }
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')

/** Frames and names that were acknowledged. */
export function acknowledged(lines: readonly string[]): readonly (readonly [number, string])[] {
  return lines
    .filter((line) => line.startsWith('ack '))
    .map((line) => line.split(' '))
    .map(([, frame = '', name = '']) => [Number(frame), name] as const)
}

/** What stands in the folder, name by name; the first is frame 1. */
export function namesIn(folder: string): readonly string[] {
  const ring = openKeyRing(files, folder, 'practice', station, [master])
  const journal = { files, folder, realm: 'practice', station } as const
  return [...readJournal(journal, ring, null, null)].flat().map(nameOf)
}
