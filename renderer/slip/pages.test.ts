import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dealOut } from './pages'

describe('dealOut', () => {
  it('keeps everything on one page while it fits, to the pixel', () => {
    expect(dealOut({ room: 100, firstHead: 40, laterHead: 20, blocks: [30, 30] })).toEqual([[0, 1]])
    expect(dealOut({ room: 100, firstHead: 40, laterHead: 20, blocks: [30, 31] })).toEqual([[0], [1]])
  })

  it('loses nothing, keeps the order and overfills a page by a single block at most', () => {
    const heights = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(heights, (blocks) => {
        const room = 200
        const pages = dealOut({ room, firstHead: 60, laterHead: 30, blocks })
        expect(pages.flat()).toEqual(blocks.map((_, index) => index))
        pages.forEach((page, number) => {
          const used = page.reduce((sum, index) => sum + (blocks[index] ?? 0), number === 0 ? 60 : 30)
          expect(used <= room || page.length === 1).toBe(true)
        })
      }),
    )
  })
})
