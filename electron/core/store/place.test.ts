import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Place } from '../journal/key-ring'
import { comparePlace, linuxCards, machineGuidIn, readPlace, thisComputer } from './place'
import type { PlaceSource } from './place'

let folder = ''
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'place-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const desk: PlaceSource = {
  machineId: () => 'machine-1',
  networkCards: () => ['3c:52:82:00:00:01', '3c:52:82:00:00:02'],
  folderIdentity: () => 'folder-1',
}
const at = (change: Partial<PlaceSource> = {}): Place => readPlace('/data/journal', { ...desk, ...change })

test('the same computer and folder is the same place, whatever order its cards come in', () => {
  const turned = at({ networkCards: () => [...desk.networkCards()].reverse() })
  expect(comparePlace(at(), at())).toBe('same')
  expect(comparePlace(at(), turned)).toBe('same')
})

test('one card changed, taken out or added is still the same place', () => {
  expect(comparePlace(at(), at({ networkCards: () => ['3c:52:82:00:00:02', 'd8:cb:8a:00:00:09'] }))).toBe(
    'same',
  )
  expect(comparePlace(at(), at({ networkCards: () => [] }))).toBe('same')
  expect(comparePlace(at({ networkCards: () => [] }), at())).toBe('same')
})

test('another computer, a cloned disk and a copied folder are told apart', () => {
  expect(comparePlace(at(), at({ machineId: () => 'machine-2' }))).toBe('moved')
  expect(comparePlace(at(), at({ machineId: () => 'machine-2', folderIdentity: () => 'folder-2' }))).toBe(
    'moved',
  )
  expect(
    comparePlace(at(), at({ networkCards: () => ['d8:cb:8a:00:00:01'], folderIdentity: () => 'folder-2' })),
  ).toBe('cloned')
  expect(comparePlace(at(), at({ folderIdentity: () => 'folder-2' }))).toBe('copied')
})

test('a system without a machine id says nothing about the computer', () => {
  expect(comparePlace(at({ machineId: () => null }), at())).toBe('same')
  expect(comparePlace(at(), at({ machineId: () => null }))).toBe('same')
})

test('nothing of the computer is written down in the clear', () => {
  const text = JSON.stringify(at())
  for (const secret of ['machine-1', '3c:52', 'folder-1']) expect(text).not.toContain(secret)
})

test('this computer: a folder keeps its identity when it is filled or renamed, a copy has another one', () => {
  const one = join(folder, 'one')
  mkdirSync(one)
  const before = readPlace(one, thisComputer)
  writeFileSync(join(one, 'key-ring.json'), '{}')
  mkdirSync(join(one, 'segments'))
  expect(comparePlace(before, readPlace(one, thisComputer))).toBe('same')
  const copy = join(folder, 'copy')
  cpSync(one, copy, { recursive: true })
  expect(comparePlace(before, readPlace(copy, thisComputer))).toBe('copied')
  const renamed = join(folder, 'renamed')
  renameSync(one, renamed)
  expect(comparePlace(before, readPlace(renamed, thisComputer))).toBe('same')
})

test('only cards with hardware and an address of their own count', () => {
  const card = (name: string, address: string, kind: string, physical: boolean): void => {
    mkdirSync(join(folder, name), { recursive: true })
    if (physical) mkdirSync(join(folder, name, 'device'))
    writeFileSync(join(folder, name, 'address'), `${address}\n`)
    writeFileSync(join(folder, name, 'addr_assign_type'), `${kind}\n`)
  }
  card('eth0', '3c:52:82:00:00:01', '0', true)
  card('wlan0', '3c:52:82:00:00:02', '3', true)
  card('docker0', '3c:52:82:00:00:03', '0', false)
  card('usb0', '02:52:82:00:00:04', '0', true)
  card('lo', '00:00:00:00:00:00', '0', true)
  expect(linuxCards(folder)).toEqual(['3c:52:82:00:00:01'])
})

test('the machine id of a Windows system is read from what its registry tool prints', () => {
  const guid = '0f8fad5b-d9cb-469f-a165-70867728950e'
  expect(machineGuidIn(`\r\nHKEY_LOCAL_MACHINE\\...\r\n    MachineGuid    REG_SZ    ${guid}\r\n`)).toBe(guid)
  expect(machineGuidIn('ERROR: Access is denied.')).toBeNull()
})
