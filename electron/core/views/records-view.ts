import type {
  LooksAnswer,
  LooksView,
  MovementsAnswer,
  MovementsView,
} from '../../../shared/contract/movements'
import { mostLooks, mostMovements } from '../../../shared/contract/movements'
import { shanghaiDate } from '../../../shared/domain/china-time'
import { reasonOfLook } from '../../../shared/domain/movements'
import { amountOf } from '../../../shared/domain/operation'
import type { Core } from '../counter-core'
import type { Look } from '../projection/look-ups'
import type { OperationRecord } from '../projection/projection'
import { clerkName, correctedView, nextStep, operationNumber } from './operation-view'

/** As far back as a member is told. */
const toldMs = 400 * 24 * 3_600_000

/** As the centre says it, and what was taken here and is not at its end: the centre may not have that yet. */
export function movementsView(core: Core, idNumber: string, answer: MovementsAnswer): MovementsView {
  const { asOf, known, balances, movements, more } = answer
  return {
    what: 'movements',
    from: known ? 'centre' : 'stranger',
    asOf,
    balances,
    movements,
    more,
    here: takenHere(core, idNumber, ({ operation }) => nextStep(operation) !== null),
  }
}

/** Without a line: the balances last heard of, at their age, and everything that was taken at this counter. */
export function knownMovements(core: Core, idNumber: string): MovementsView {
  const facts = core.projection.facts(idNumber)
  return {
    what: 'movements',
    from: 'known',
    asOf: facts?.asOf ?? null,
    balances: {
      personalAccountFen: facts?.personalAccountFen ?? null,
      walletFen: facts?.wallet?.balanceFen ?? null,
    },
    movements: [],
    more: false,
    here: takenHere(core, idNumber, () => true),
  }
}

function takenHere(
  core: Core,
  idNumber: string,
  isTold: (record: OperationRecord) => boolean,
): MovementsView['here'] {
  return core.projection
    .operationsOfMember(idNumber, core.clock.now() - toldMs)
    .filter(isTold)
    .slice(0, mostMovements)
    .flatMap(({ operation }) => {
      const { taken, body, state, receipt } = operation
      const number = operationNumber(core, operation)
      if (taken === null || number === null) return []
      return [
        {
          at: taken.at,
          kind: body.kind,
          amountFen: amountOf(body),
          number,
          state,
          receipt,
          corrected: correctedView(operation),
        },
      ]
    })
}

/**
 * The journal knows this counter's own looks better, with their clerks; of a day it has any of, the centre's rows of this
 * station are the same ones. Days that were purged here are told by the centre alone.
 */
export function looksView(core: Core, idNumber: string, answer: LooksAnswer): LooksView {
  const own = core.projection.looks.looksAt(idNumber, mostLooks)
  const days = new Set(own.map(({ at }) => shanghaiDate(at)))
  const others = answer.looks
    .filter(
      ({ station, at, why }) =>
        !(station === core.station.id && why !== 'payee' && days.has(shanghaiDate(at))),
    )
    .map((look) => otherLook(core, look))
  const all = [...own.map((look) => ownLook(core, look)), ...others].sort((a, b) => b.at - a.at)
  return {
    what: 'looks',
    from: answer.known ? 'centre' : 'stranger',
    asOf: answer.asOf,
    looks: all.slice(0, mostLooks),
    more: answer.more || all.length > mostLooks,
  }
}

/** Without a line: who looked at this counter, which is all it knows. */
export function knownLooks(core: Core, idNumber: string): LooksView {
  const looks = core.projection.looks.looksAt(idNumber, mostLooks).map((look) => ownLook(core, look))
  return { what: 'looks', from: 'known', asOf: null, looks, more: false }
}

/** A station the centre has no hall of is named by its id: nobody looks from nowhere. */
function otherLook(
  { station: own }: Core,
  { at, station, hall, desk, clerk, role = null, why }: LooksAnswer['looks'][number],
): LooksView['looks'][number] {
  const place = station === own.id ? `${own.hall} ${own.desk}` : `${hall} ${desk}`.trim()
  return { at, place: place === '' ? station : place, clerk, role, why }
}

function ownLook(core: Core, { at, clerk, how }: Look): LooksView['looks'][number] {
  const { hall, desk } = core.station
  const role = core.clerks.find(({ id }) => id === clerk)?.role ?? 'clerk'
  return { at, place: `${hall} ${desk}`, clerk: clerkName(core, clerk), role, why: reasonOfLook(how) }
}
