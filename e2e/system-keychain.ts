// A keychain of the operating system for one test: a session bus and a keyring of their own, as the user the app runs
// as. Nothing of the machine's own keychain is touched.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'

export interface SystemKeychain {
  /** Added to the app's environment. */
  readonly env: Readonly<Record<string, string>>
  /** The keyring with everything in it is thrown away, and a new one begun. */
  setUpAnew(): Promise<void>
  stop(): Promise<void>
}

const terminal = () => import('../scripts/terminal.mjs')
const unprivileged = () => import('../scripts/unprivileged.mjs')

/** Whether one can be started here; Debian calls what it takes dbus-daemon, dbus-bin, gnome-keyring and libsecret-1-0. */
export async function hasKeychain(): Promise<boolean> {
  if (process.platform !== 'linux') return false
  const { run } = await terminal()
  const wanted = [
    'command -v dbus-daemon',
    'command -v gnome-keyring-daemon',
    'ldconfig -p | grep libsecret-1',
  ]
  const { code } = await run('sh', ['-c', wanted.join(' && ')], { quiet: true })
  return code === 0
}

export async function startKeychain(): Promise<SystemKeychain> {
  const { run } = await terminal()
  const { dataFolder, isRoot } = await unprivileged()
  const asUser = (command: string, args: readonly string[]): [string, string[]] =>
    // as root the app runs as nobody, and a bus listens to its own user only
    isRoot()
      ? ['setpriv', ['--reuid=nobody', '--regid=nogroup', '--clear-groups', command, ...args]]
      : [command, [...args]]
  const start = (command: string, args: readonly string[], env: Record<string, string>): ChildProcess => {
    const [program, all] = asUser(command, args)
    return spawn(program, all, {
      env: { ...process.env, ...env },
      cwd: '/',
      stdio: ['pipe', 'pipe', 'ignore'],
    })
  }
  const home = await dataFolder(mkdtempSync(path.join(tmpdir(), 'wallet-keychain-')))
  const homeEnv = { HOME: home, XDG_RUNTIME_DIR: home }
  const bus = start('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], homeEnv)
  const env = { DBUS_SESSION_BUS_ADDRESS: await firstLine(bus) }
  let keyring = await unlocked()

  /** The daemon takes the keyring's password on its input and makes the keyring where there is none. */
  async function unlocked(): Promise<ChildProcess> {
    const child = start('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
      ...homeEnv,
      ...env,
    })
    child.stdin?.end('a test')
    const owned = ['--session', '--dest=org.freedesktop.DBus', '--type=method_call', '--print-reply', '/']
    const question = [...owned, 'org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets']
    for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 100) {
      const { output } = await run(...asUser('dbus-send', question), {
        quiet: true,
        cwd: '/',
        env: { ...process.env, ...env },
      })
      if (output.includes('boolean true')) return child
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error('the keyring did not come up')
  }

  return {
    env,
    async setUpAnew() {
      await end(keyring)
      const folder = path.join(home, '.local/share/keyrings')
      if (!existsSync(folder) || readdirSync(folder).length === 0) throw new Error('there was no keyring')
      rmSync(folder, { recursive: true })
      keyring = await unlocked()
    },
    async stop() {
      await end(keyring)
      await end(bus)
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('no output')
  const lines = createInterface({ input: stdout })
  return new Promise((resolve, reject) => {
    lines.once('line', resolve)
    lines.once('close', () => reject(new Error('the session bus did not come up')))
  })
}

/** Ends this very process and waits until it is gone. */
function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
