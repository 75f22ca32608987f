import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'

const script = path.join(import.meta.dirname, 'hid-kernel.mjs')
const folder = mkdtempSync(path.join(tmpdir(), 'no-qemu-'))
// a computer that has nothing but the program that looks for programs
symlinkSync('/usr/bin/which', path.join(folder, 'which'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function withoutQemu(required?: '1') {
  const env = { PATH: folder, ...(required === undefined ? {} : { HID_KERNEL_REQUIRED: required }) }
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8', env })
  return { status, stdout, stderr }
}

test('without QEMU, or elsewhere than on Linux, the kernel suite is a named skip that counts', () => {
  const { status, stdout, stderr } = withoutQemu()
  const isItsKind = process.platform === 'linux' && process.arch === 'x64'
  expect(stderr).toBe('')
  expect(stdout).toContain(
    isItsKind
      ? 'SKIP test:hid-kernel: QEMU is missing: apt-get install -y --no-install-recommends qemu-system-x86\n'
      : 'SKIP test:hid-kernel: it needs Linux on x64\n',
  )
  expect(stdout).toContain('0 passed, 0 failed, 1 skipped')
  expect(status).toBe(0)
})

test('where skipping is forbidden, what is missing is a failure by name', () => {
  const { status, stdout, stderr } = withoutQemu('1')
  expect(stderr).toContain('HID_KERNEL_REQUIRED=1 forbids skipping')
  expect(stdout).not.toContain('SKIP')
  expect(status).toBe(1)
})
