// A practice centre with something to look at: an operation that went through and one that did not, an incident, a
// station that told how it is and one that never did, a second rule pack. Written by the centre's own code.
import { exportJWK, generateKeyPair } from 'jose'
import { isWithin, shanghaiDate } from '../shared/domain/china-time'
import type { Fen } from '../shared/domain/ids'
import { makeOperationNumber } from '../shared/domain/operation-number'
import { makeOperator } from '../central/console/operators'
import { openPglite } from '../central/database'
import { publishPack } from '../central/rule-packs/publish'
import { signPack } from '../central/rule-packs/signature'
import { recordContact } from '../central/stations/contact'
import { preparedImage, resources, startTestCentre } from '../central/testing/harness'
import { newMember } from '../central/testing/people'
import { newStation, receiveBody, transferBody } from '../central/testing/station'

export interface ConsoleData {
  readonly password: string
  /** 业务号 of the transfer that went through. */
  readonly number: string
  /** The day these operations were taken on, YYYY-MM-DD. */
  readonly day: string
}

const minuteMs = 60_000

/** Half an hour before `at`, or the last time before it at which money is sent: a night must not change the story. */
function takenAt(at: number): number {
  let taken = at - 30 * minuteMs
  while (!isWithin(taken, resources.pack.transfer.hours)) taken -= 30 * minuteMs
  return taken
}

/** Fills a new folder. @param at the centre's time (ms since 1970) */
export async function makeConsoleData(dataDir: string, at: number): Promise<ConsoleData> {
  const database = await openPglite({ dataDir, image: await preparedImage() })
  const { db } = database
  const centre = await startTestCentre({ database, at: takenAt(at) })
  try {
    const station = await newStation(db)
    const quiet = await newStation(db)
    const payer = await newMember(db, { name: '欧阳建国' })
    const payee = await newMember(db, { name: '欧阳明' })
    const sent = await centre.carryOut(station, payer, transferBody(payee, 650))
    await centre.carryOut(station, payee, receiveBody(sent.payload.id, 650))
    await centre.carryOut(station, payer, transferBody(payee, 1_999_999))
    await centre.post(await station.batch([{ ...sent.payload, takenAt: sent.payload.takenAt + 1 }]))
    await recordContact(db, station.id, {
      at: at - minuteMs,
      version: '0.1.0',
      clockDifferenceMs: -7 * minuteMs,
      waiting: 3,
      oldestAt: at - 95 * minuteMs,
    })
    await recordContact(db, quiet.id, { at: at - 26 * 60 * minuteMs })
    await publishSecondPack(db, at)
    const { prefix } = await db
      .selectFrom('station')
      .select('prefix')
      .where('id', '=', station.id)
      .executeTakeFirstOrThrow()
    const password = await makeOperator(db, { id: 'chen', name: '陈静' }, at)
    if (password === null) throw new Error('there is an operator already')
    return {
      password,
      number: makeOperationNumber(prefix, sent.payload.taken),
      day: shanghaiDate(sent.payload.takenAt),
    }
  } finally {
    await centre.close()
    await database.close()
  }
}

async function publishSecondPack(db: Parameters<typeof publishPack>[0], at: number): Promise<void> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  const { transfer } = resources.pack
  const pack = {
    ...resources.pack,
    number: resources.pack.number + 1,
    title: '练习规则 5 号',
    validFrom: '2025-06-30',
    transfer: { ...transfer, maxFen: 300_000 as Fen, hours: { opens: '07:00', closes: '21:00' } },
  }
  const jws = await signPack(pack, { keyId: 'centre-1', key: privateKey })
  const key = await exportJWK(publicKey)
  const trusted = (): typeof key => key
  const published = await publishPack(db, { jws, trusted, realm: 'practice', at, by: '周敏' })
  if (!published.ok) throw new Error(published.error)
}
