import { expect, it } from 'vitest'
import { fromCoreSchema, toCoreSchema } from '../../../shared/contract/shell'
import type { KeychainAnswer } from '../../../shared/contract/shell'
import { keychainOverMain } from './keychain-over-main'

const ids = [1, 2].map((n) => `018f3c5e-0000-7000-8000-00000000000${String(n)}`)

function world() {
  const asked: unknown[] = []
  const late: (() => void)[] = []
  let next = 0
  const over = keychainOverMain(
    (message) => asked.push(fromCoreSchema.parse(message)),
    () => ids[next++] ?? '',
    (run) => {
      late.push(run)
      return () => undefined
    },
  )
  const answer = (requestId: string | undefined, value: KeychainAnswer): void => {
    const message = toCoreSchema.parse({ type: 'keychain', requestId, answer: value })
    if (message.type === 'keychain') over.answered(message.requestId, message.answer)
  }
  return { ...over, asked, late, answer }
}

it('asks main by the contract, and gives each its own answer', async () => {
  const { keychain, asked, answer } = world()
  const sealing = keychain.seal('a key')
  const opening = keychain.open({ backend: 'kwallet5', sealed: 'QUJD' })
  expect(asked).toEqual([
    { type: 'keychain-seal', requestId: ids[0], text: 'a key' },
    { type: 'keychain-open', requestId: ids[1], backend: 'kwallet5', sealed: 'QUJD' },
  ])
  answer(ids[1], { answer: 'opened', text: 'a key' })
  answer(ids[0], { answer: 'sealed', backend: 'kwallet5', sealed: 'QUJD' })
  expect(await opening).toEqual({ ok: true, value: 'a key' })
  expect(await sealing).toEqual({ ok: true, value: { backend: 'kwallet5', sealed: 'QUJD' } })
})

it('passes on why it could not be done', async () => {
  const { keychain, answer } = world()
  const opening = keychain.open({ backend: 'kwallet5', sealed: 'QUJD' })
  answer(ids[0], { answer: 'failed', code: 'key.keychain-changed' })
  expect(await opening).toEqual({ ok: false, error: 'key.keychain-changed' })
})

it('takes silence, and an answer to something else, for no keychain; drops what comes late', async () => {
  const { keychain, late, answer } = world()
  const silent = keychain.seal('a key')
  late[0]?.()
  expect(await silent).toEqual({ ok: false, error: 'key.keychain-gone' })
  answer(ids[0], { answer: 'opened', text: 'too late' })
  const odd = keychain.seal('a key')
  answer(ids[1], { answer: 'opened', text: 'not asked' })
  expect(await odd).toEqual({ ok: false, error: 'key.keychain-gone' })
})
