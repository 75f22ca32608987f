import { describe, expect, it } from 'vitest'
import { createWiring } from './wiring'
import type { End, Wiring } from './wiring'

function scene(): { wiring: Wiring; connected: () => End[] } {
  let made: End[] = []
  const wiring = createWiring((end) => made.push(end))
  return {
    wiring,
    connected() {
      const news = made
      made = []
      return news
    },
  }
}

describe('createWiring', () => {
  it('waits for core, then connects whoever is there', () => {
    const { wiring, connected } = scene()
    wiring.up('counter')
    wiring.up('devices')
    expect(connected()).toEqual([])
    wiring.coreUp()
    expect(connected()).toEqual(['counter', 'devices'])
    wiring.up('member')
    expect(connected()).toEqual(['member'])
  })

  it('connects the windows as soon as core serves them, the devices once its store is open', () => {
    const { wiring, connected } = scene()
    for (const end of ['counter', 'member', 'devices'] as const) wiring.up(end)
    wiring.coreServes()
    expect(connected()).toEqual(['counter', 'member'])
    wiring.gone('counter')
    wiring.up('counter')
    wiring.gone('devices')
    wiring.up('devices')
    expect(connected()).toEqual(['counter'])
    wiring.coreUp()
    expect(connected()).toEqual(['devices'])
    wiring.coreGone()
    wiring.coreServes()
    expect(connected().sort()).toEqual(['counter', 'member'])
  })

  it('connects everybody anew when core starts again', () => {
    const { wiring, connected } = scene()
    for (const end of ['counter', 'member', 'devices'] as const) wiring.up(end)
    wiring.coreUp()
    wiring.coreGone()
    connected()
    wiring.coreUp()
    expect(connected()).toEqual(['counter', 'member', 'devices'])
  })

  it('connects one end when only that one starts again', () => {
    const { wiring, connected } = scene()
    wiring.up('counter')
    wiring.up('member')
    wiring.coreUp()
    connected()
    wiring.gone('counter')
    wiring.up('counter')
    expect(connected()).toEqual(['counter'])
  })

  it('gives an end that is being loaded no port until it is there', () => {
    const { wiring, connected } = scene()
    wiring.up('counter')
    wiring.gone('counter')
    wiring.coreUp()
    expect(connected()).toEqual([])
    wiring.up('counter')
    expect(connected()).toEqual(['counter'])
  })

  it('connects nobody while core is gone', () => {
    const { wiring, connected } = scene()
    wiring.coreUp()
    wiring.coreGone()
    wiring.up('member')
    expect(connected()).toEqual([])
  })
})
