import { describe, expect, it } from 'vitest'
import { differingPreferences, fixedPreferences } from './web-preferences'

const asked = fixedPreferences(false)
const honest = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
  disablePopups: true,
}

describe('differingPreferences', () => {
  it('finds nothing where Electron did as it was asked, whatever else it tells', () => {
    expect(differingPreferences(honest, asked)).toEqual([])
  })

  it.each(['sandbox', 'contextIsolation', 'webSecurity'])('names %s when it is off', (name) => {
    expect(differingPreferences({ ...honest, [name]: false }, asked)).toEqual([name])
  })

  it('names what is not reported: an unchecked page is not a checked one', () => {
    const silent = Object.fromEntries(Object.entries(honest).filter(([name]) => name !== 'sandbox'))
    expect(differingPreferences(silent, asked)).toEqual(['sandbox'])
    expect(differingPreferences(undefined, asked)).toHaveLength(5)
  })
})
