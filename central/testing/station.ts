import { randomUUID } from 'node:crypto'
import type { CryptoKey, JWK } from 'jose'
import { CompactSign, exportJWK, generateKeyPair } from 'jose'
import type { Batch, BatchHead } from '../../shared/contract/central'
import { firstLink } from '../../shared/contract/central'
import { canonicalJson } from '../../shared/contract/canonical'
import { linkBytes } from '../../shared/contract/link'
import type { ClerkId, Fen, OperationId, RelationCode, StationId } from '../../shared/domain/ids'
import type {
  OpeningBody,
  OperationBody,
  OperationPayload,
  PayloadOf,
  TransferBody,
} from '../../shared/domain/operation'
import { sha256 } from '../hash'
import type { MemberSeed } from '../resources'
import { resources } from './practice-resources'
import { publicJwkSchema, registerStation } from '../stations/register'
import type { Db } from '../schema'
import { places } from './people'

const someHash = 'ab'.repeat(32)

/** A station as the counter's sync will be: it numbers, links and signs; nothing of the centre's code is used for it. */
export class TestStation {
  next = 1
  link = firstLink
  taken = 0

  constructor(
    readonly id: StationId,
    readonly keyId: string,
    readonly publicJwk: JWK,
    readonly key: CryptoKey,
  ) {}

  /** The frozen content of one operation. */
  payload<Body extends OperationBody>(
    member: Pick<MemberSeed, 'name' | 'idNumber'>,
    body: Body,
    takenAt: number,
    changes: Partial<PayloadOf<Body>> = {},
  ): PayloadOf<Body> {
    this.taken++
    return {
      v: 1,
      suite: 'intl-1',
      realm: 'practice',
      station: this.id,
      epoch: 1,
      id: randomUUID() as OperationId,
      taken: this.taken,
      takenAt,
      clerk: 'liyulan' as ClerkId,
      pack: resources.pack.number,
      member: { name: member.name, idNumber: member.idNumber },
      identity: {
        way: 'card',
        evidence: { readId: randomUUID(), samNumber: 'sam-1', cardType: 'resident', textHmac: someHash },
        personConfirmedAt: takenAt,
      },
      assent: { way: 'own-window', at: takenAt, wordsHash: someHash },
      body,
      ...changes,
    }
  }

  /** The next batch of the chain, signed; the station's own numbers move on with {@link sent}. */
  async batch(
    payloads: readonly OperationPayload[],
    head: Partial<BatchHead> = {},
    records: readonly (readonly string[])[] = [],
  ): Promise<Batch> {
    const texts = payloads.map(canonicalJson)
    return this.batchOfTexts(
      texts,
      payloads.map(({ id }) => id),
      head,
      records,
    )
  }

  async batchOfTexts(
    texts: readonly string[],
    ids: readonly OperationId[],
    head: Partial<BatchHead>,
    records: readonly (readonly string[])[] = [],
  ): Promise<Batch> {
    const besides = texts.map((_, i) => [...(records[i] ?? [])])
    const first = head.first ?? this.next
    const linkBefore = head.linkBefore ?? this.link
    const linkAfter = texts.reduce(
      (link, text, i) =>
        sha256(linkBytes(link, first + i, sha256(text), sha256(canonicalJson(besides[i] ?? [])))),
      linkBefore,
    )
    const full: BatchHead = {
      suite: 'intl-1',
      realm: 'practice',
      station: this.id,
      epoch: 1,
      first,
      last: first + texts.length - 1,
      linkBefore,
      linkAfter,
      journalHead: someHash,
      keyId: this.keyId,
      ...head,
    }
    return {
      jws: await this.sign(full),
      dispatch: texts.map((_, i) => first + i),
      id: [...ids],
      payload: [...texts],
      records: besides,
    }
  }

  async sign(head: BatchHead): Promise<string> {
    const bytes = new TextEncoder().encode(canonicalJson(head))
    return new CompactSign(bytes).setProtectedHeader({ alg: 'EdDSA', kid: this.keyId }).sign(this.key)
  }

  /** The centre answered this batch: its numbers are used. */
  sent(batch: Batch): void {
    for (const [i, text] of batch.payload.entries()) {
      const records = sha256(canonicalJson(batch.records[i]))
      this.link = sha256(linkBytes(this.link, this.next, sha256(text), records))
      this.next++
    }
  }
}

/** A station with a fresh key that no centre knows. */
export async function unknownStation(id: string): Promise<TestStation> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  return new TestStation(id as StationId, `${id}-key-1`, await exportJWK(publicKey), privateKey)
}

let stations = 0

/** A station with a fresh key, registered at the centre. */
export async function newStation(db: Db): Promise<TestStation> {
  stations++
  const station = await unknownStation(`test-${stations}`)
  const { id, keyId, publicJwk } = station
  const publicKeyJwk = publicJwkSchema.parse(publicJwk)
  const prefix = String(stations).padStart(4, '0')
  const registered = await registerStation(db, 'practice', { id, keyId, publicKeyJwk, epoch: 1, prefix })
  if (!registered.ok) throw new Error(registered.error)
  return station
}

/** A wallet opening that passes every rule, but for what `changes` say. */
export function openingBody(changes: Partial<OpeningBody> = {}): OpeningBody {
  return {
    kind: 'wallet-opening',
    placeOfUse: places.open,
    phone: null,
    phoneOwner: 'none',
    noticeVersion: 'practice-1',
    ...changes,
  }
}

/** A transfer of the personal account to a daughter that passes every rule, but for what `changes` say. */
export function transferBody(
  payee: Pick<MemberSeed, 'name' | 'idNumber' | 'insuredRegion'>,
  yuan: number,
  changes: Partial<TransferBody> = {},
): TransferBody {
  return {
    kind: 'transfer',
    source: 'personal-account',
    payee: {
      name: payee.name,
      idNumber: payee.idNumber,
      insuredRegion: payee.insuredRegion,
      party: 'ours',
      identity: 'typed',
    },
    relation: '30' as RelationCode,
    amountFen: Math.round(yuan * 100) as Fen,
    ...changes,
  }
}

/** The receiving of a transfer's money. */
export function receiveBody(transferId: OperationId, yuan: number): OperationBody {
  return { kind: 'receive', transferId, amountFen: Math.round(yuan * 100) as Fen }
}
