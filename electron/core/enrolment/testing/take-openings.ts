import { randomUUID } from 'node:crypto'
import { canonicalJson } from '../../../../shared/contract/canonical'
import type { Fen, OperationId } from '../../../../shared/domain/ids'
import type { Database } from '../../../../central/database'
import { newMembers } from '../../../../central/testing/people'
import { openingBody, TestStation } from '../../../../central/testing/station'
import type { Core } from '../../counter-core'
import { openVisit, takeOperations } from '../../sync/testing/sending-counter'

/** Takes wallet openings of new members of the centre, as a submit does: what the centre is sent is real. */
export async function takeOpenings(
  core: Core,
  { db }: Database,
  count: number,
): Promise<readonly OperationId[]> {
  const members = await newMembers(db, count, { wallet: null, personalAccountFen: 0 as Fen })
  const words = new TestStation(core.station.id, core.station.keyId, {}, undefined as never)
  let next = 0
  return takeOperations(core, openVisit(core), count, (id, taken) => {
    const member = members[next++]
    if (member === undefined) throw new Error('more openings than members')
    const { realm, station, pack } = core
    return canonicalJson({
      ...words.payload(member, openingBody(), core.clock.now()),
      ...{ id, taken, realm, epoch: station.epoch, pack: pack.number },
      identity: {
        way: 'card',
        evidence: {
          readId: randomUUID(),
          samNumber: 'sam-1',
          cardType: 'resident',
          textHmac: 'ab'.repeat(32),
        },
        personConfirmedAt: core.clock.now(),
      },
    })
  })
}
