import { sign, verify, createPrivateKey, createPublicKey } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { calculateJwkThumbprint } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openKeys, publicKeyOf } from './keystore'
import type { Keys } from './keystore'

let dataDir = ''
beforeEach(() => (dataDir = join(mkdtempSync(join(tmpdir(), 'wallet-keys-')), 'practice')))
afterEach(() => rmSync(join(dataDir, '..'), { recursive: true, force: true }))

const pathOf = (name: 'master' | 'station'): string => join(dataDir, 'keys', `practice-${name}.key`)
const textOf = (name: 'master' | 'station'): string => readFileSync(pathOf(name), 'utf8')

function opened(): Keys {
  const keys = openKeys(dataDir)
  if (keys === null) throw new Error('the keys do not open')
  return keys
}

describe('openKeys', () => {
  it('makes both keys on the first start, marked as practice, for their owner only', async () => {
    const { masterKey, station } = opened()
    expect(Buffer.from(masterKey, 'base64')).toHaveLength(32)
    expect(station).toMatchObject({ id: 'practice-1', epoch: 1, prefix: '0000' })
    expect(station.keyId).toBe(await calculateJwkThumbprint(station.privateKeyJwk))
    for (const name of ['master', 'station'] as const) {
      expect(JSON.parse(textOf(name))).toMatchObject({ practice: true, suite: 'intl-1' })
      expect(statSync(pathOf(name)).mode & 0o777).toBe(0o600)
    }
  })

  it('gives the same keys again, and others in another folder', () => {
    const first = opened()
    writeFileSync(join(dataDir, 'journal'), 'x')
    expect(opened()).toEqual(first)
    dataDir = join(dataDir, '..', 'other')
    expect(opened().masterKey).not.toBe(first.masterKey)
    expect(opened().station.keyId).not.toBe(first.station.keyId)
  })

  it('signs what the public half verifies', () => {
    const { station } = opened()
    const publicKeyJwk = publicKeyOf(station)
    expect(publicKeyJwk).not.toHaveProperty('d')
    const text = Buffer.from('a batch')
    const signature = sign(null, text, createPrivateKey({ key: station.privateKeyJwk, format: 'jwk' }))
    const publicKey = createPublicKey({ key: publicKeyJwk, format: 'jwk' })
    expect(verify(null, text, publicKey, signature)).toBe(true)
  })

  it('finishes a first start that was cut short', () => {
    opened()
    rmSync(pathOf('station'))
    expect(openKeys(dataDir)).not.toBeNull()
  })

  it.each(['master', 'station'] as const)('never makes the %s key anew once there are data', (name) => {
    opened()
    mkdirSync(join(dataDir, 'journal'))
    rmSync(pathOf(name))
    expect(openKeys(dataDir)).toBeNull()
    expect(readdirSync(join(dataDir, 'keys'))).toHaveLength(1)
  })

  it.each(['master', 'station'] as const)('keeps an unreadable %s file as it is', (name) => {
    opened()
    const damaged = textOf(name).slice(0, -20)
    writeFileSync(pathOf(name), damaged)
    expect(openKeys(dataDir)).toBeNull()
    expect(textOf(name)).toBe(damaged)
  })

  it('refuses a file that is not marked as practice', () => {
    opened()
    writeFileSync(pathOf('master'), textOf('master').replace('"practice": true', '"practice": false'))
    expect(openKeys(dataDir)).toBeNull()
  })

  it('refuses a station key whose halves or name do not belong together', () => {
    const { station } = opened()
    const original = textOf('station')
    const otherX = 'A'.repeat(42) + 'E'
    for (const changed of [
      original.replace(station.keyId, station.keyId.toLowerCase()),
      original.replace(station.privateKeyJwk.x, otherX),
    ]) {
      expect(changed).not.toBe(original)
      writeFileSync(pathOf('station'), changed)
      expect(openKeys(dataDir)).toBeNull()
    }
  })
})
