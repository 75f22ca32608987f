import { implement } from '@orpc/server'
import { centralContract } from '../../shared/contract/central'
import { shanghaiDate } from '../../shared/domain/china-time'
import type { StationId } from '../../shared/domain/ids'
import type { Centre } from '../centre'
import { changesAfter } from '../changes/changes'
import { findMember, memberFacts, unknownFacts } from '../members/facts'
import { recordLookUp } from '../members/look-ups'
import { answerPayee } from '../members/payee'
import { findOperation } from '../operations/operations'
import { findStation, workThrough } from '../stations/batch'

/** The contract, carried out. Failures are values up to here and become the contract's errors here. */
export function centralRouter(centre: Centre) {
  const os = implement(centralContract)
  const { db, clock, packs, realm } = centre
  const stationOf = (id: StationId) => findStation(db, id)
  return os.router({
    batch: os.batch.handler(async ({ input, errors }) => {
      const answer = await workThrough(centre, input)
      if (answer.ok) return answer.value
      const failure = answer.error
      switch (failure.code) {
        case 'sync.expected':
          throw errors['sync.expected']({ data: { dispatch: failure.dispatch } })
        case 'operation.same-id-other-content':
          throw errors['operation.same-id-other-content']({ data: { id: failure.id } })
        default:
          throw errors[failure.code]()
      }
    }),
    operation: os.operation.handler(async ({ input }) => {
      const known = await findOperation(db, input.id)
      return known === null ? { known: false } : { known: true, ...known }
    }),
    changes: os.changes.handler(async ({ input, errors }) => {
      const station = await stationOf(input.station)
      if (station === null) throw errors['sync.unknown-station']()
      const page = await changesAfter(db, station, input.after)
      if (!page.ok) throw errors['sync.centre-behind']({ data: page.error })
      return { cursor: page.value.cursor, changes: [...page.value.changes] }
    }),
    member: os.member.handler(async ({ input, errors }) => {
      const station = await stationOf(input.station)
      if (station === null) throw errors['sync.unknown-station']()
      const at = clock.now()
      const member = await findMember(db, input.idNumber)
      const who = { station: station.id, member: member?.id ?? null, at }
      await recordLookUp(db, { kind: 'member', readId: input.readId, ...who })
      return member === null ? unknownFacts(input.idNumber, at) : memberFacts(db, member, packs.current, at)
    }),
    payee: os.payee.handler(async ({ input, errors }) => {
      const station = await stationOf(input.station)
      if (station === null) throw errors['sync.unknown-station']()
      const at = clock.now()
      const member = await findMember(db, input.idNumber)
      const who = { station: station.id, member: member?.id ?? null, at }
      await recordLookUp(db, { kind: 'payee', readId: null, ...who })
      return { answer: await answerPayee(db, input, member, packs.current, at), asOf: at }
    }),
    status: os.status.handler(async ({ input, errors }) => {
      const station = await stationOf(input.station)
      if (station === null) throw errors['sync.unknown-station']()
      const at = clock.now()
      return {
        realm,
        at,
        expected: station.next_dispatch,
        epoch: station.epoch,
        archivedThrough: archivedThrough(at),
      }
    }),
  })
}

const dayMs = 86_400_000

/** This centre keeps operations, postings and batches for ever: a day that is over is archived. */
function archivedThrough(at: number): string {
  return shanghaiDate(at - dayMs)
}
