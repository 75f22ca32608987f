import { expect, it } from 'vitest'
import type { RegionKey } from './ids'
import { findInstitutions, takesWalletWays } from './institutions'
import type { Institution } from './institutions'

const here = '620000/临夏回族自治州' as RegionKey
const there = '320000/苏州市' as RegionKey
const all: readonly Institution[] = [here, there].flatMap((region) =>
  takesWalletWays.map((takesWallet) => ({
    code: `${region.slice(0, 2)}-${takesWallet}`,
    name: `${region.slice(7, 9)}${takesWallet}药店`,
    region,
    kind: '药店',
    takesWallet,
    phone: null,
    asOf: '2026-11-01',
  })),
)
const codes = (text: string, near: readonly RegionKey[]): readonly string[] =>
  findInstitutions(all, text, near).map(({ code }) => code)

it('shows those near without a text, usable ones first, unknown before those that take none', () => {
  expect(codes('', [here])).toEqual(['62-yes', '62-window', '62-unknown', '62-no'])
  expect(codes('  ', [])).toEqual([])
})

it('finds by every word of name, kind, code and place, those near first', () => {
  expect(codes('药店 yes', [there])).toEqual(['32-yes', '62-yes'])
  expect(codes('苏州', [here])).toEqual(['32-yes', '32-window', '32-unknown', '32-no'])
  expect(codes('62-NO', [])).toEqual(['62-no'])
  expect(codes('医院', [here])).toEqual([])
})
