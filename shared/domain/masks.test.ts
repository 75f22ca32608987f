import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { confirmName, hallIdNumber, hallName, hallPhone } from './masks'

const rare = '\u{2B5E6}' // a character outside the basic plane
const withVariant = '葛\u{E0100}' // one character with its variation selector

describe('hall mask', () => {
  it.each([
    ['王秀英', '王**'],
    ['王芳', '王**'],
    ['欧阳修文', '欧**'],
    [`${rare}小明`, `${rare}**`],
    [`${withVariant}小明`, `${withVariant}**`],
    ['JACKSON MICHAEL', 'J**'],
    ['', '**'],
  ])('%s is %s', (name, masked) => {
    expect(hallName(name)).toBe(masked)
  })

  it('shows three and four of a number', () => {
    expect(hallIdNumber('11010519491231002X')).toBe('110***********002X')
    expect(hallIdNumber('1234567')).toBe('*******')
    expect(hallPhone('13800138000')).toBe('138****8000')
  })
})

describe('confirmName', () => {
  it.each([
    ['王建国', '*建国'],
    ['李晓梅', '*晓梅'],
    ['王芳', '*芳'],
    ['欧阳修', '*修'],
    ['诸葛小明', '*小明'],
    ['司马', '*马'],
    [`${rare}${withVariant}明`, `*${withVariant}明`],
    [`王${rare}`, `*${rare}`],
    ['阿依古丽·买买提', '阿依古丽·*'],
    ['JACKSON MICHAEL', '* MICHAEL'],
    ['王', '*'],
    ['', '*'],
  ])('%s is %s', (name, masked) => {
    expect(confirmName(name)).toBe(masked)
  })

  it('never shows a surname and never cuts a character in two', () => {
    const surname = fc.constantFrom('王', '李', '欧阳', rare, withVariant)
    const given = fc.array(fc.constantFrom('建', '国', rare, withVariant, '梅'), {
      minLength: 1,
      maxLength: 3,
    })
    fc.assert(
      fc.property(surname, given, (family, parts) => {
        const masked = confirmName(family + parts.join(''))
        expect(masked).toBe(`*${parts.join('')}`)
        expect(masked.isWellFormed()).toBe(true)
      }),
    )
  })
})
