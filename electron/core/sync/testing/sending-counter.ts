import { randomUUID } from 'node:crypto'
import type { ClerkId, OperationId, RegionKey, VisitId } from '../../../../shared/domain/ids'
import type { Core } from '../../counter-core'
import { startCore } from '../../core'
import { sha256 } from '../../crypto'
import type { Central } from '../../ports'
import { startClock } from '../../clock'
import { files } from '../../../files/files'
import type { Files } from '../../../files/files'
import { papersIn } from '../../attachments/papers'
import { sticksIn } from '../../stick/sticks'
import { openTestStore } from '../../testing/practice-counter'
import type { TestStation } from '../../testing/practice-counter'

/** Core over a real journal, with nothing of it but what sends; the centre is the test's, and the disk when it says so. */
export async function sendingCounter(
  station: TestStation,
  central: Central,
  on?: Files,
): Promise<{ readonly core: Core; readonly close: () => void }> {
  const clock = startClock(station.start.clockAt)
  const store = await openTestStore(station, clock, on)
  const { core } = await startCore(station.start, {
    clock,
    store,
    guards: { room: () => 'ok', mirror: () => null },
    setAside: null,
    enrolment: null,
    central: () => central,
    readers: nobody,
    printer: { print: () => Promise.resolve(null), list: () => Promise.resolve([]) },
    papers: papersIn(files, station.start, () => Promise.resolve(null)),
    sticks: sticksIn(files, station.start, () => Promise.resolve(null)),
    practiceWorld: { line: () => undefined, centre: () => undefined, clock: () => undefined },
    devicesAgain: () => undefined,
    giveUpEpoch: () => undefined,
    schedule: () => () => undefined,
    wakeSync: () => undefined,
    log: () => undefined,
  })
  return {
    core,
    close: () => {
      store.journal.close()
    },
  }
}

const nothing = (): Promise<null> => Promise.resolve(null)
const nobody = {
  readAgain: nothing,
  cards: () => Promise.resolve([]),
  place: nothing,
  lift: nothing,
  plug: nothing,
} as unknown as Core['readers']

const clerk = 'liyulan' as ClerkId

/** A visit somebody has opened; the operations of an open one go before the backlog. */
export function openVisit(core: Core): VisitId {
  const visitId = randomUUID() as VisitId
  core.commit([
    {
      type: 'visit-opened',
      visitId,
      clerk,
      person: {
        name: '王秀英',
        idNumber: '990101194001010022',
        sexCode: '2',
        birthDate: '19400101',
        ethnicCode: '01',
        cardType: 'resident',
        validTo: '长期',
      },
      evidence: { readId: visitId, samNumber: '1', cardType: 'resident', textHmac: 'a'.repeat(64) },
    },
  ])
  return visitId
}

/** Takes operations of a visit: what a submit journals for each, all of it in one batch. */
export function takeOperations(
  core: Core,
  visitId: VisitId,
  count: number,
  textOf: (operationId: OperationId, taken: number) => string = (id, taken) => JSON.stringify({ id, taken }),
): readonly OperationId[] {
  const before = core.projection.taken()
  const ids = Array.from({ length: count }, () => randomUUID() as OperationId)
  core.commit(
    ids.flatMap((operationId, index) => {
      const taken = before + 1 + index
      const canonical = textOf(operationId, taken)
      return [
        {
          type: 'operation-proposed',
          operationId,
          visitId,
          clerk,
          body: {
            kind: 'wallet-opening',
            placeOfUse: '410000/郑州市' as RegionKey,
            phone: null,
            phoneOwner: 'none',
            noticeVersion: '1',
          },
          wordsHash: 'b'.repeat(64),
        },
        { type: 'operation-taken', operationId, clerk, taken, canonical, payloadHash: sha256(canonical) },
      ]
    }),
  )
  return ids
}
