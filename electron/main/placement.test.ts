import { describe, expect, it } from 'vitest'
import { placeMember } from './placement'

const area = (x: number, y: number, width: number, height: number) => ({ x, y, width, height })
const first = { id: 1, bounds: area(0, 0, 1920, 1080), workArea: area(0, 30, 1920, 1050) }
const second = { id: 2, bounds: area(1920, 0, 1024, 600), workArea: area(1920, 0, 1024, 600) }

describe('placeMember', () => {
  it("fills the display that is not the counter's", () => {
    expect(placeMember([first, second], 1)).toEqual({ bounds: second.bounds, fullScreen: true })
    expect(placeMember([first, second], 2)).toEqual({ bounds: first.bounds, fullScreen: true })
  })

  it('takes the lower right corner where there is one display', () => {
    expect(placeMember([first], 1)).toEqual({ bounds: area(896, 480, 1024, 600), fullScreen: false })
  })

  it('never begins outside a display that is smaller than the window', () => {
    const small = { id: 7, bounds: area(100, 50, 800, 480), workArea: area(100, 50, 800, 480) }
    expect(placeMember([small], 7).bounds).toEqual(area(100, 50, 1024, 600))
  })

  it("finds a place when the counter's display has just gone", () => {
    expect(placeMember([], 1)).toEqual({ bounds: area(0, 0, 1024, 600), fullScreen: false })
  })
})
