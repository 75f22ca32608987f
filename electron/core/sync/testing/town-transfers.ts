import { randomUUID } from 'node:crypto'
import { v7 } from 'uuid'
import type { OperationId } from '../../../../shared/domain/ids'
import type { OpenCounter } from '../../testing/practice-counter'
import { signIn } from '../../testing/clerk-acts'

/** Somebody of a seeded town, as the card says it. */
export interface TownPerson {
  readonly name: string
  readonly idNumber: string
  readonly sex: 'male' | 'female'
}

/** A transfer somebody of the town may make. */
export interface TownTransfer {
  readonly payer: TownPerson
  readonly payee: { readonly name: string; readonly idNumber: string; readonly region: string }
  readonly relation: string
  readonly yuan: string
}

/** From one person to the next. */
const servingMs = 20_000

/**
 * Serves one person after the other without a line, as three weeks offline would: card, 人证一致, the transfer, 同意,
 * taken, next please. What it leaves in the journal is what the product's own services wrote.
 */
export async function takeTransfers(
  counter: OpenCounter,
  transfers: readonly TownTransfer[],
): Promise<readonly OperationId[]> {
  await signIn(counter)
  const taken: OperationId[] = []
  for (const transfer of transfers) {
    counter.pass(servingMs)
    taken.push(await serve(counter, transfer))
  }
  return taken
}

async function serve(
  { counter, member, readerEvents, view }: OpenCounter,
  { payer, payee, relation, yuan }: TownTransfer,
): Promise<OperationId> {
  readerEvents.cardRead(cardOf(payer))
  const visitId = view().visit?.visitId ?? ''
  await counter.confirmPerson({ visitId, same: true })
  const operationId = v7() as OperationId
  const { wordsHash } = await counter.propose({
    operationId,
    visitId,
    form: {
      kind: 'transfer',
      source: 'personal-account',
      payeeName: payee.name,
      payeeIdNumber: payee.idNumber,
      payeeRegion: payee.region,
      payeeIdentity: 'typed',
      relation,
      commitment: '',
      amount: yuan,
    },
  })
  await member.answer({ operationId, wordsHash, answer: 'agree' })
  await counter.take({ operationId })
  await counter.endVisit({ visitId })
  return operationId
}

function cardOf({ name, idNumber, sex }: TownPerson): Parameters<OpenCounter['readerEvents']['cardRead']>[0] {
  return {
    readId: randomUUID(),
    readerKey: 'bench',
    samNumber: '05.01-20260101-0000000001',
    record: {
      type: 'resident',
      name,
      nameRawHex: Buffer.from(name, 'utf16le').toString('hex'),
      sexCode: sex === 'male' ? '1' : '2',
      ethnicCode: '01',
      birthDate: idNumber.slice(6, 14),
      idNumber,
      validFrom: '20200101',
      validTo: '长期',
    },
    textRecord: Buffer.alloc(256, idNumber).toString('base64'),
    hasPhoto: true,
  }
}
