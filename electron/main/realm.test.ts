import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { argsForRealm, realmOfStart } from './realm'

let userData: string

beforeEach(() => {
  userData = mkdtempSync(join(tmpdir(), 'user-data-'))
})
afterEach(() => {
  rmSync(userData, { recursive: true, force: true })
})

function makeStation(): void {
  mkdirSync(join(userData, 'live', 'keys'), { recursive: true })
  writeFileSync(join(userData, 'live', 'keys', 'station.json'), '{}')
}

test('a counter that was never enrolled practises', () => {
  expect(realmOfStart([], userData)).toBe('practice')
  mkdirSync(join(userData, 'live', 'keys'), { recursive: true })
  expect(realmOfStart([], userData)).toBe('practice')
})

test('an enrolled folder starts live, and one whose enrolment was lost too: its journal is there', () => {
  makeStation()
  expect(realmOfStart([], userData)).toBe('live')
  rmSync(join(userData, 'live', 'keys'), { recursive: true })
  mkdirSync(join(userData, 'live', 'journal'))
  expect(realmOfStart([], userData)).toBe('live')
})

test('a restart says the realm, whatever lies there; a word that is none says nothing', () => {
  makeStation()
  expect(realmOfStart(['--realm=practice'], userData)).toBe('practice')
  expect(realmOfStart(['--realm=demo'], userData)).toBe('live')
})

test('the next start keeps every other argument and names one realm', () => {
  const next = argsForRealm(['app', '--realm=live', '--user-data-dir=/x'], 'practice')
  expect(next).toEqual(['app', '--user-data-dir=/x', '--realm=practice'])
  expect(realmOfStart(next, userData)).toBe('practice')
})
