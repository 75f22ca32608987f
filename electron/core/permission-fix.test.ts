import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { permissionFix } from './permission-fix'

const rule = '70-wallet-counter-readers.rules'
const shipped = path.join(import.meta.dirname, '../../resources', rule)
const folder = mkdtempSync(path.join(tmpdir(), 'fix-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

test('elsewhere than on Linux there is nothing to type', () => {
  expect(permissionFix('win32', folder)).toBeNull()
  expect(permissionFix('darwin', folder)).toBeNull()
})

test('the line installs the shipped rule and makes the system read it, whatever the folder is called', (context) => {
  context.skip(process.platform === 'win32', 'a Windows has no shell to read the line')
  const resources = path.join(folder, "it's $HOME; (resources)")
  const bin = path.join(folder, 'bin')
  for (const one of [resources, bin]) mkdirSync(one)
  copyFileSync(shipped, path.join(resources, rule))
  // what sudo would do is written down instead
  const said = path.join(folder, 'said')
  writeFileSync(path.join(bin, 'sudo'), `#!/bin/sh\nprintf '%s\\n' "$@" >>'${said}'\necho . >>'${said}'\n`, {
    mode: 0o755,
  })
  const line = permissionFix('linux', resources) ?? ''
  const { status, stderr } = spawnSync('/bin/sh', ['-c', line], { env: { PATH: bin }, encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(
    readFileSync(said, 'utf8')
      .split('\n.\n')
      .map((one) => one.split('\n')),
  ).toEqual([
    ['install', '-m', '644', path.join(resources, rule), '/etc/udev/rules.d/'],
    ['udevadm', 'control', '--reload'],
    ['udevadm', 'trigger', '--subsystem-match=hidraw'],
    [''],
  ])
})

test('the rule that is shipped covers every HID reader that is shipped', () => {
  const words = readFileSync(shipped, 'utf8')
  const file = path.join(import.meta.dirname, '../../resources/readers.json')
  const { readers } = JSON.parse(readFileSync(file, 'utf8')) as {
    readers: { by: string; vendorId: string; productId: string }[]
  }
  const hid = readers.filter(({ by }) => by === 'hid')
  expect(hid.length).toBeGreaterThan(0)
  for (const { vendorId, productId } of hid)
    expect(words).toContain(
      `ATTRS{idVendor}=="${vendorId.toLowerCase()}", ATTRS{idProduct}=="${productId.toLowerCase()}", TAG+="uaccess"`,
    )
})
