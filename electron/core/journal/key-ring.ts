import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { canonicalJson } from '../../../shared/contract/canonical'
import { realmSchema } from '../../../shared/contract/operation'
import type { Realm } from '../../../shared/domain/ids'
import { writeFileAtomic } from '../../files/atomic-file'
import { randomKey, randomNonce, seal, unseal } from '../crypto'
import { JournalFault } from './fault'

const keyRingSchema = z.strictObject({
  suite: z.literal('intl-1'),
  realm: realmSchema,
  keys: z.array(z.strictObject({ segment: z.number().int().min(1), nonce: z.base64(), wrapped: z.base64() })),
})
type KeyRingFile = z.infer<typeof keyRingSchema>

/** The data keys of all segments, wrapped by the master key in one file. */
export interface KeyRing {
  /** The segment's data key; throws `JournalFault` when the ring does not hold it or the master key is another. */
  open(segment: number): Buffer
  /** Makes, wraps and durably stores a fresh key: before the segment exists. */
  create(segment: number): Buffer
}

export function openKeyRing(folder: string, realm: Realm, master: Uint8Array): KeyRing {
  const path = join(folder, 'key-ring.json')
  let ring = readKeyRing(path, realm)
  return {
    open(segment) {
      const entry = ring.keys.find((key) => key.segment === segment)
      const key = entry
        ? unseal(
            master,
            Buffer.from(entry.nonce, 'base64'),
            aadOf(realm, segment),
            Buffer.from(entry.wrapped, 'base64'),
          )
        : null
      if (key === null) throw new JournalFault('journal.damaged', `no key for segment ${String(segment)}`)
      return key
    },
    create(segment) {
      const key = randomKey()
      const nonce = randomNonce()
      const wrapped = seal(master, nonce, aadOf(realm, segment), key)
      const entry = { segment, nonce: nonce.toString('base64'), wrapped: wrapped.toString('base64') }
      ring = { ...ring, keys: [...ring.keys.filter((k) => k.segment !== segment), entry] }
      writeFileAtomic(path, Buffer.from(canonicalJson(ring), 'utf8'))
      return key
    },
  }
}

function readKeyRing(path: string, realm: Realm): KeyRingFile {
  if (!existsSync(path)) return { suite: 'intl-1', realm, keys: [] }
  try {
    const parsed = keyRingSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
    if (parsed.realm !== realm) throw new JournalFault('journal.damaged', 'key ring of another realm')
    return parsed
  } catch (error) {
    if (error instanceof JournalFault) throw error
    throw new JournalFault('journal.damaged', 'key ring cannot be read')
  }
}

function aadOf(realm: Realm, segment: number): Buffer {
  return Buffer.from(`key-ring/${realm}/${String(segment)}`, 'utf8')
}
