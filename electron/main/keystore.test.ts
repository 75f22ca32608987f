import { sign, verify, createPrivateKey, createPublicKey } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { calculateJwkThumbprint } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openStationKey, publicKeyOf } from './keystore'
import type { StationKey } from './keystore'

let dataDir = ''
beforeEach(() => (dataDir = join(mkdtempSync(join(tmpdir(), 'wallet-keys-')), 'practice')))
afterEach(() => rmSync(join(dataDir, '..'), { recursive: true, force: true }))

const keyFile = (): string => join(dataDir, 'keys', 'practice-station.key')
const keyText = (): string => readFileSync(keyFile(), 'utf8')

function opened(): StationKey {
  const station = openStationKey(dataDir)
  if (station === null) throw new Error('the key does not open')
  return station
}

describe('openStationKey', () => {
  it('makes the key on the first start, marked as practice, for its owner only', async () => {
    const station = opened()
    expect(station).toMatchObject({ id: 'practice-1', epoch: 1, prefix: '0000' })
    expect(station.keyId).toBe(await calculateJwkThumbprint(station.privateKeyJwk))
    expect(JSON.parse(keyText())).toMatchObject({ practice: true, suite: 'intl-1' })
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600)
  })

  it('gives the same key again, and another in another folder', () => {
    const first = opened()
    writeFileSync(join(dataDir, 'journal'), 'x')
    expect(opened()).toEqual(first)
    dataDir = join(dataDir, '..', 'other')
    expect(opened().keyId).not.toBe(first.keyId)
  })

  it('signs what the public half verifies', () => {
    const station = opened()
    const publicKeyJwk = publicKeyOf(station)
    expect(publicKeyJwk).not.toHaveProperty('d')
    const text = Buffer.from('a batch')
    const signature = sign(null, text, createPrivateKey({ key: station.privateKeyJwk, format: 'jwk' }))
    const publicKey = createPublicKey({ key: publicKeyJwk, format: 'jwk' })
    expect(verify(null, text, publicKey, signature)).toBe(true)
  })

  it('finishes a first start that was cut short', () => {
    opened()
    rmSync(keyFile())
    expect(openStationKey(dataDir)).not.toBeNull()
  })

  it('never makes the key anew once there are data', () => {
    opened()
    mkdirSync(join(dataDir, 'journal'))
    rmSync(keyFile())
    expect(openStationKey(dataDir)).toBeNull()
    expect(readdirSync(join(dataDir, 'keys'))).toEqual([])
  })

  it('keeps an unreadable file as it is', () => {
    opened()
    const damaged = keyText().slice(0, -20)
    writeFileSync(keyFile(), damaged)
    expect(openStationKey(dataDir)).toBeNull()
    expect(keyText()).toBe(damaged)
  })

  it('refuses a file that is not marked as practice', () => {
    opened()
    writeFileSync(keyFile(), keyText().replace('"practice": true', '"practice": false'))
    expect(openStationKey(dataDir)).toBeNull()
  })

  it('refuses a key whose halves or name do not belong together', () => {
    const station = opened()
    const original = keyText()
    const otherX = 'A'.repeat(42) + 'E'
    for (const changed of [
      original.replace(station.keyId, station.keyId.toLowerCase()),
      original.replace(station.privateKeyJwk.x, otherX),
    ]) {
      expect(changed).not.toBe(original)
      writeFileSync(keyFile(), changed)
      expect(openStationKey(dataDir)).toBeNull()
    }
  })
})
