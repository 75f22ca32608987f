import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { StationId } from '../../shared/domain/ids'
import { files } from '../files/files'
import { approvalSecret, approvalSecretFile } from './approval-secret'

const folder = mkdtempSync(path.join(tmpdir(), 'approval-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const station = 's-1' as StationId
const file = path.join(folder, approvalSecretFile)
const key = randomBytes(32)
const logged: string[] = []
const opened = (with_: Uint8Array, epoch: number) =>
  approvalSecret(files, folder, { station, epoch }, with_, (_level, code) => logged.push(code))

test('what telephone codes are checked with lies sealed: only under its key, for its epoch and unaltered is it read', () => {
  const secret = randomBytes(32)
  expect(opened(key, 1).read()).toBeNull()
  opened(key, 1).keep(secret.toString('base64url'))
  expect(opened(key, 1).read()?.equals(secret)).toBe(true)

  const text = readFileSync(file)
  for (const form of ['base64', 'base64url', 'hex', 'latin1'] as const)
    expect(text.includes(Buffer.from(secret.toString(form), form === 'latin1' ? 'latin1' : 'utf8'))).toBe(
      false,
    )
  expect(logged).toEqual([])
  expect(opened(randomBytes(32), 1).read()).toBeNull()
  expect(opened(key, 2).read()).toBeNull()
  writeFileSync(file, text.toString('utf8').replace('"sealed":"', '"sealed":"AAAA'))
  expect(opened(key, 1).read()).toBeNull()
  writeFileSync(file, '{')
  expect(opened(key, 1).read()).toBeNull()
  expect(logged.slice(0, 2)).toEqual(['approval-secret.of-another-epoch', 'approval-secret.of-another-epoch'])
})
