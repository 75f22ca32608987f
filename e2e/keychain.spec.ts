import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { messages } from '../shared/text/zh-CN'
import { launchApp } from './launch'
import type { Probed } from './page-probe'
import { hasKeychain, startKeychain } from './system-keychain'
import type { SystemKeychain } from './system-keychain'

const { recovery } = messages.counter
const { errors } = messages
const passphrase = '春天 花园 小鸟 唱歌'

const folder = mkdtempSync(path.join(tmpdir(), 'wallet-passphrase-'))
const dataDir = mkdtempSync(path.join(tmpdir(), 'wallet-data-'))
const keyFile = path.join(dataDir, 'practice/keys/master-key.json')
let keychain: SystemKeychain | null = null
let running: Probed | null = null

test.afterEach(async () => {
  await stop()
  await keychain?.stop()
})
test.afterAll(() => {
  for (const one of [folder, dataDir]) rmSync(one, { recursive: true, force: true })
})

async function stop(): Promise<void> {
  await running?.close()
  running = null
}

/** @param env what leads the app to a keychain; nothing = there is none */
async function start(env: Readonly<Record<string, string>>): Promise<Probed> {
  await stop()
  const away = { DBUS_SESSION_BUS_ADDRESS: 'disabled:' }
  const args = ['--password-store=gnome-libsecret']
  running = await launchApp({ dataDir, args, env: { ...away, ...env } })
  return running
}

const opens = ({ counter }: Probed) =>
  expect(counter.getByLabel('密码', { exact: true })).toBeVisible({ timeout: 30_000 })

/** The start is refused for this reason; the passphrase is the way out, a wrong one none. */
async function opensByPassphrase({ counter }: Probed, code: keyof typeof errors): Promise<void> {
  await expect(counter.getByText(errors[code].clerk)).toBeVisible({ timeout: 30_000 })
  const field = counter.getByLabel(recovery.passphrase)
  await field.focus()
  await counter.keyboard.insertText('not this one, no')
  await counter.keyboard.press('Enter')
  await expect(counter.getByText(errors['key.wrong-passphrase'].clerk)).toBeVisible({ timeout: 30_000 })
  await field.focus()
  await counter.keyboard.insertText(passphrase)
  await counter.keyboard.press('Enter')
}

function keychainWrap(): { readonly backend: string | null; readonly sealed: string | null } | undefined {
  const { masters } = JSON.parse(readFileSync(keyFile, 'utf8')) as {
    masters: { wraps: { by: string; backend: string | null; sealed: string | null }[] }[]
  }
  return masters[0]?.wraps.find(({ by }) => by === 'keychain')
}

/** `npm run journal -- protect`: passphrase and keychain take the place of the clear practice key. */
async function protect(): Promise<void> {
  const { run } = await import('../scripts/terminal.mjs')
  const secret = path.join(folder, 'passphrase.txt')
  writeFileSync(secret, passphrase, { mode: 0o600 })
  const tool = path.join('out', 'app', 'main', 'journal-tool.js')
  const options = ['--new-passphrase-file', secret, '--keychain', '--rotate', '--lang', 'en']
  const { code, output } = await run(
    process.execPath,
    [tool, 'protect', path.join(dataDir, 'practice'), ...options],
    { quiet: true },
  )
  expect(output).toContain('Done')
  expect(code).toBe(0)
}

test('the real keychain keeps the master key; gone or new, the passphrase opens and nothing is made anew', async () => {
  test.skip(!(await hasKeychain()), 'not installed: dbus-daemon dbus-bin gnome-keyring libsecret-1-0')
  test.setTimeout(300_000)
  keychain = await startKeychain()

  await opens(await start({}))
  await stop()
  await protect()
  expect(keychainWrap()).toMatchObject({ backend: null, sealed: null })

  // the first start asks once, then the keychain has it
  const first = await start(keychain.env)
  await opensByPassphrase(first, 'key.passphrase-needed')
  await opens(first)
  const sealed = keychainWrap()
  expect(sealed).toMatchObject({ backend: 'gnome_libsecret' })
  expect(readFileSync(keyFile, 'utf8')).not.toContain('"by": "practice"')
  await opens(await start(keychain.env))
  expect(keychainWrap()).toEqual(sealed)

  const without = await start({})
  await opensByPassphrase(without, 'key.keychain-gone')
  await opens(without)
  expect(keychainWrap()).toEqual(sealed)

  await stop()
  await keychain.setUpAnew()
  const changed = await start(keychain.env)
  await opensByPassphrase(changed, 'key.keychain-changed')
  await opens(changed)
  expect(keychainWrap()?.sealed).not.toBe(sealed?.sealed)
  await opens(await start(keychain.env))
})
