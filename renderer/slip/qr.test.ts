import * as fc from 'fast-check'
import { create } from 'qrcode'
import { describe, expect, it } from 'vitest'
import { drawQr, quietModules } from './qr'

/** Paints the path's rectangles: the dark modules as "row column". */
function darkModules(path: string): Set<string> {
  const dark = new Set<string>()
  const drawn = path.match(/M\d+ \d+h\d+v1h-\d+z/g) ?? []
  expect(drawn.join('')).toBe(path)
  for (const rectangle of drawn) {
    const [x = 0, y = 0, width = 0, , back] = (rectangle.match(/\d+/g) ?? []).map(Number)
    expect(back).toBe(width)
    for (let column = x; column < x + width; column++) dark.add(`${y} ${column}`)
  }
  return dark
}

const statement = fc.stringMatching(/^[A-Za-z0-9_.-]{20,600}$/)

describe('drawQr', () => {
  it('draws exactly the modules of the code, level M, with four light modules all round', () => {
    fc.assert(
      fc.property(statement, (text) => {
        const { path, side } = drawQr(text)
        const { modules, errorCorrectionLevel } = create(text, { errorCorrectionLevel: 'M' })
        expect(errorCorrectionLevel.bit).toBe(0)
        expect(side).toBe(modules.size + 8)
        const dark = new Set<string>()
        for (let row = 0; row < modules.size; row++) {
          for (let column = 0; column < modules.size; column++) {
            if (modules.get(row, column)) dark.add(`${row + quietModules} ${column + quietModules}`)
          }
        }
        expect(darkModules(path)).toEqual(dark)
      }),
      { numRuns: 25 },
    )
  })

  it('prints modules of at least 0.35 mm and codes of at least 26 mm, and 600 characters still fit the foot', () => {
    fc.assert(
      fc.property(statement, (text) => {
        const { side, sideMm } = drawQr(text)
        expect(sideMm).toBeGreaterThanOrEqual(26)
        expect(sideMm / side).toBeGreaterThanOrEqual(0.35)
      }),
      { numRuns: 25 },
    )
    expect(drawQr('a'.repeat(600)).sideMm).toBeLessThan(40)
  })
})
