// @vitest-environment node
import { compactDecrypt, generateKeyPair } from 'jose'
import type { CryptoKey } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sealedPasswordSchema, sealedTextSchema } from '../../../shared/contract/verification'
import { createMemberBridge } from './member-bridge'
import type { MemberBridge } from './member-bridge'
import { arrived, fakeCore } from './testing/fake-core'
import type { FakeCore } from './testing/fake-core'
import { passwordScreen, viewOf } from './testing/views'

/* The bytes of a page's own realm are not those of jsdom: the sealing runs on Node's cryptography, as a window's does. */

let core: FakeCore
let bridge: MemberBridge
let steady = 0

beforeEach(() => {
  core = fakeCore()
  bridge = createMemberBridge(core.ports, { keypad: () => true, steadyMs: () => steady })
})
afterEach(() => {
  core.die()
})

async function wired(): Promise<void> {
  core.wire()
  await arrived()
}

describe('the member’s password', () => {
  let key: CryptoKey
  const show = async (asking = 'first'): Promise<void> => {
    const pair = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true })
    key = pair.privateKey
    core.show(viewOf(await passwordScreen(pair.publicKey, { asking })))
    await wired()
  }
  const keypad = () => {
    const { value } = bridge.state
    if (value.screen.name !== 'password') throw new Error('no keypad stands there')
    return value.screen
  }

  it('leaves this window only sealed, for these bytes, with the time it was typed at', async () => {
    steady = 1000
    await show()
    steady = 4000
    await bridge.password(keypad(), '730914')
    await arrived()
    const [sent] = core.passwords
    const { operations, at } = keypad()
    expect(sent?.operations).toEqual(operations)
    const sealed = sealedTextSchema.parse(sent?.sealed)
    expect(JSON.stringify([sent, bridge.state.value])).not.toContain('730914')
    const { plaintext, protectedHeader } = await compactDecrypt(sealed, key)
    expect(protectedHeader).toMatchObject({ typ: 'member-password', kid: keypad().key.keyId })
    expect(sealedPasswordSchema.parse(JSON.parse(new TextDecoder().decode(plaintext)))).toEqual({
      purpose: 'verify-member',
      operations,
      password: '730914',
      sealedAt: at + 3000,
    })
  })

  it('goes out again, the same sealed text, on a new port when the answer was lost; and no more once it is answered', async () => {
    await show()
    core.answering('silent')
    await bridge.password(keypad(), '730914')
    await arrived()
    core.die()
    core.answering('taken')
    await wired()
    expect(core.passwords).toHaveLength(2)
    expect(core.passwords[1]).toEqual(core.passwords[0])
    core.die()
    await wired()
    expect(core.passwords).toHaveLength(2)
  })

  it('says so when core does not take it, and belongs to one asking only', async () => {
    await show()
    core.answering('refused')
    await bridge.password(keypad(), null)
    await arrived()
    expect(core.passwords[0]?.sealed).toBeNull()
    expect(bridge.state.value.password).toMatchObject({ state: 'failed' })
    core.show(viewOf({ ...keypad(), asking: 'second' }, 2))
    await arrived()
    expect(bridge.state.value.password).toBeNull()
  })

  it('is not sealed to a key that is not the one it is named', async () => {
    await show()
    await bridge.password({ ...keypad(), key: { ...keypad().key, keyId: 'other' } }, '730914')
    await arrived()
    expect(core.passwords).toEqual([])
    expect(bridge.state.value.password).toMatchObject({ state: 'failed' })
  })
})
