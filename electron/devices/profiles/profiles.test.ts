import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeProfiles, parseProfiles } from './profiles'

const shippedFile = new URL('../../../resources/readers.json', import.meta.url)
const rules = new URL('../../../resources/70-wallet-counter-readers.rules', import.meta.url)

const good = {
  id: 'some-reader',
  name: '某读卡器',
  by: 'hid',
  vendorId: '1234',
  productId: 'ABCD',
  carrier: { kind: 'raw64', reportSize: 64, reportId: 0 },
  rereadWithoutLift: false,
}
const fileOf = (...readers: unknown[]): string => JSON.stringify({ format: 1, readers })

it('the shipped file is good, and each HID model in it has its line in the udev rule', () => {
  const { profiles, problems } = parseProfiles(readFileSync(shippedFile, 'utf8'), 'shipped')
  expect(problems).toEqual([])
  expect(profiles.length).toBeGreaterThan(0)
  const rule = readFileSync(rules, 'utf8')
  for (const profile of profiles) {
    if (profile.by !== 'hid') continue
    const numbers = `ATTRS{idVendor}=="${profile.vendorId.toLowerCase()}", ATTRS{idProduct}=="${profile.productId.toLowerCase()}"`
    expect(rule).toContain(`SUBSYSTEM=="hidraw", ${numbers}, TAG+="uaccess"`)
  }
})

describe('an operator’s file', () => {
  it('with a bad entry names the entry and the field, and the others still work', () => {
    const text = fileOf(
      good,
      { ...good, id: 'bad-one', vendorId: '0x12' },
      { name: 'no id' },
      { ...good, id: 'other' },
    )
    const { profiles, problems } = parseProfiles(text, 'own')
    expect(profiles.map(({ id }) => id)).toEqual(['some-reader', 'other'])
    expect(problems).toEqual([
      { file: 'own', cause: 'not-a-profile', entry: 'bad-one', field: 'vendorId' },
      { file: 'own', cause: 'not-a-profile', entry: '3', field: 'by' },
    ])
  })

  it.each([
    ['{"format": 1,', 'not-json'],
    ['[]', 'not-a-profile'],
    ['{"format": 2, "readers": []}', 'not-a-profile'],
  ])('%s as a whole is %s', (text, cause) => {
    expect(parseProfiles(text, 'own')).toEqual({
      profiles: [],
      problems: [{ file: 'own', cause, entry: '', field: '' }],
    })
  })

  it('refuses the same id twice and takes the first', () => {
    const { profiles, problems } = parseProfiles(fileOf(good, { ...good, name: 'again' }), 'own')
    expect(profiles.map(({ name }) => name)).toEqual(['某读卡器'])
    expect(problems).toEqual([{ file: 'own', cause: 'same-id-twice', entry: 'some-reader', field: '' }])
  })

  it('wants numbers or a path for a serial reader', () => {
    const serial = {
      ...{ id: 's', name: 's', by: 'serial', rereadWithoutLift: true },
      carrier: { kind: 'serial', baudRate: 115_200 },
    }
    expect(parseProfiles(fileOf({ ...serial, path: 'COM3' }), 'own').problems).toEqual([])
    expect(parseProfiles(fileOf(serial), 'own').problems).toMatchObject([{ entry: 's', field: 'path' }])
  })

  it('replaces a shipped entry of the same id', () => {
    const own = parseProfiles(fileOf({ ...good, name: 'own' }), 'own')
    const shipped = parseProfiles(fileOf(good, { ...good, id: 'other' }), 'shipped')
    expect(mergeProfiles(shipped, own).profiles.map(({ name }) => name)).toEqual(['own', '某读卡器'])
  })

  it('may hold anything without bringing anything down', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(() => parseProfiles(JSON.stringify(value), 'own')).not.toThrow()
        expect(() => parseProfiles(fileOf(value), 'own')).not.toThrow()
      }),
    )
  })
})
