import type { ItemRecord } from '../../shared/contract/record'
import { itemRecordSchema } from '../../shared/contract/record'
import type { ClerkId, OperationId } from '../../shared/domain/ids'

type RecordOf<Name extends ItemRecord['record']> = Extract<ItemRecord, { record: Name }>

/** What the records beside one item say; only those that name this very operation and its bytes. */
export interface ItemRecords {
  readonly withdraw: RecordOf<'withdraw'> | null
  readonly again: RecordOf<'again'> | null
  /** Everybody who looked: after a colleague a supervisor may be asked for. */
  readonly approvals: readonly RecordOf<'approval'>[]
  readonly attestation: RecordOf<'attestation'> | null
}

export const noRecords: ItemRecords = { withdraw: null, again: null, approvals: [], attestation: null }

/** Reads the records of an item. A text that is no record of ours is kept with the batch and counts for nothing. */
export function readRecords(texts: readonly string[], id: OperationId, payloadHash: string): ItemRecords {
  const records = texts.flatMap((text) => {
    const read = itemRecordSchema.safeParse(parseJson(text))
    const counts = read.success && read.data.operationId === id && read.data.payloadHash === payloadHash
    return counts ? [read.data] : []
  })
  const first = <Name extends ItemRecord['record']>(name: Name): RecordOf<Name> | null =>
    records.find((record): record is RecordOf<Name> => record.record === name) ?? null
  return {
    withdraw: first('withdraw'),
    again: first('again'),
    approvals: records.filter((record): record is RecordOf<'approval'> => record.record === 'approval'),
    attestation: first('attestation'),
  }
}

/** Everybody who acted as a second person. */
export function secondPersons({ approvals, attestation }: ItemRecords): readonly ClerkId[] {
  return [...approvals.map(({ by }) => by), ...(attestation === null ? [] : [attestation.second])]
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
