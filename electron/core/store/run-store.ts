import type { StoreAct, StoreNotice, StoreState } from '../../../shared/contract/store'
import type { ErrorCode } from '../../../shared/domain/errors'
import { ok } from '../../../shared/domain/result'
import { KeyLocked } from '../keys/master-keys'
import { JournalFault, writeFault } from '../journal/fault'
import type { Damage } from '../journal/fault'
import type { GivenUp } from '../mend/give-up-frames'
import { createChangesSignal } from '../server/changes-signal'
import { refuse } from '../services/outcome'
import { noDecisions } from './open-store'
import type { Decisions, OpenStore, OpeningPhase } from './open-store'
import type { StoreDesk } from './store-desk'

/** What was done about damage before the store opened: journalled as its first act. */
export interface Mended {
  readonly cause: ErrorCode
  readonly from: 'mirror' | 'given-up'
  readonly frames: readonly [number, number] | null
  readonly quarantined: readonly string[]
}

/** A bug, not the disk: said as one. */
class OwnFault extends JournalFault {}

/** How the store is opened and mended; chosen in the composition root. */
export interface StoreWorks {
  open(
    decisions: Decisions,
    progress: (phase: OpeningPhase, done: number, of: number | null) => void,
  ): Promise<OpenStore>
  /** null without a mirror. Answers the names of the quarantined files; throws `JournalFault` when it cannot mend. */
  readonly mendFromMirror: ((fault: JournalFault) => readonly string[]) | null
  /** Keeps the damaged files and leaves the good part in place; says which frames are gone. Throws `JournalFault`. */
  giveUp(damage: Damage): GivenUp
  /** Numbers of the operations that what is damaged may have said something of. */
  operationsInDoubt(damage: Damage): Promise<readonly string[]>
  /** The store is open: core is put together. Answers what is to be known about it. */
  opened(store: OpenStore, mended: readonly Mended[]): Promise<readonly StoreNotice[]>
  log(level: 'info' | 'warn' | 'error', code: string, data?: Readonly<Record<string, string | number>>): void
}

/**
 * Opens the store and, where that fails, stands by with the trouble and its ways out until one of them leads on. Acts
 * come from the recovery screen; one that is not offered for the present trouble is refused.
 */
export function runStore(works: StoreWorks): StoreDesk & { begin(): Promise<void> } {
  const changes = createChangesSignal()
  let state: StoreState = { state: 'opening', phase: 'unlocking', done: 0, of: null }
  let decisions = noDecisions
  let fault: JournalFault | null = null
  let mended: readonly Mended[] = []
  let wrongPassphrases = 0

  function to(next: StoreState): void {
    state = next
    changes.changed()
  }

  async function attempt(): Promise<void> {
    try {
      const store = await works.open(decisions, (phase, done, of) => {
        to({ state: 'opening', phase, done, of })
      })
      const notices = await works.opened(store, mended)
      fault = null
      to({ state: 'open', notices: [...notices] })
    } catch (error) {
      await inTrouble(asFault(error))
    }
  }

  async function inTrouble(found: JournalFault): Promise<void> {
    fault = found
    if (found.code === 'key.wrong-passphrase') wrongPassphrases += 1
    // a passphrase is tried once and never kept
    decisions = { ...decisions, passphrase: null }
    works.log('error', found.code, { ...damageData(found.damage) })
    const acts = actsFor(found, works)
    to(troubleOf(found, acts, wrongPassphrases, quarantinedSoFar(mended), await inDoubt(found.damage)))
  }

  /** The screen says what is known; that nothing can be said of operations is better than no screen. */
  async function inDoubt(damage: Damage | null): Promise<readonly string[]> {
    if (damage === null) return []
    try {
      return await works.operationsInDoubt(damage)
    } catch (error) {
      works.log('warn', 'journal.damaged', {
        at: 'operations-in-doubt',
        name: error instanceof Error ? error.name : '',
      })
      return []
    }
  }

  function asFault(error: unknown): JournalFault {
    if (error instanceof JournalFault) return error
    if (error instanceof Error && 'code' in error) return writeFault(error)
    works.log('error', 'internal.fault', { name: error instanceof Error ? error.name : 'unknown' })
    return new OwnFault('journal.cannot-write', 'a fault of our own')
  }

  /** Mends, or takes the decision, for this act. */
  function prepare(act: StoreAct, found: JournalFault): void {
    switch (act.type) {
      case 'try-again':
        return
      case 'passphrase':
        decisions = { ...decisions, passphrase: act.passphrase }
        return
      case 'use-this-folder':
        decisions = { ...decisions, adoptFolder: true }
        return
      case 'mend-from-mirror': {
        const quarantined = works.mendFromMirror?.(found) ?? []
        mended = [
          ...mended,
          { cause: found.code, from: 'mirror', frames: framesOf(found.damage), quarantined },
        ]
        return
      }
      case 'go-on-without': {
        if (found.damage === null) return
        const { frames, quarantined } = works.giveUp(found.damage)
        mended = [...mended, { cause: found.code, from: 'given-up', frames, quarantined }]
      }
    }
  }

  return {
    state: () => state,
    changes,
    begin: attempt,
    async act(act) {
      const found = fault
      if (state.state !== 'trouble' || found === null) return ok(null)
      if (!state.acts.includes(act.type)) return refuse('message.not-allowed')
      to({ state: 'opening', phase: act.type === 'passphrase' ? 'unlocking' : 'mending', done: 0, of: null })
      try {
        prepare(act, found)
      } catch (error) {
        await inTrouble(asFault(error))
        return ok(null)
      }
      await attempt()
      return ok(null)
    },
  }
}

const damageData = (damage: Damage | null): Readonly<Record<string, string | number>> =>
  damage === null
    ? {}
    : { kind: damage.kind, file: damage.file ?? '', first: damage.firstFrame, last: damage.lastFrame ?? -1 }

function framesOf(damage: Damage | null): readonly [number, number] | null {
  return damage === null ? null : [damage.firstFrame, damage.lastFrame ?? damage.firstFrame]
}

function quarantinedSoFar(mended: readonly Mended[]): readonly string[] {
  return mended.flatMap(({ quarantined }) => quarantined)
}

/** The ways out of a trouble, the safe one first; what gives something up comes last. */
export function actsFor(
  fault: JournalFault,
  { mendFromMirror }: Pick<StoreWorks, 'mendFromMirror'>,
): readonly StoreAct['type'][] {
  const mirror: readonly StoreAct['type'][] = mendFromMirror === null ? [] : ['mend-from-mirror']
  switch (fault.code) {
    case 'journal.damaged':
    case 'journal.behind':
      return [...mirror, 'try-again', ...(fault.damage === null ? [] : (['go-on-without'] as const))]
    case 'journal.forked':
    case 'key-ring.damaged':
      return [...mirror, 'try-again']
    case 'journal.moved':
    case 'journal.copied':
    case 'journal.cloned':
      return ['try-again', 'use-this-folder']
    case 'key.passphrase-needed':
    case 'key.wrong-passphrase':
      return ['passphrase', 'try-again']
    case 'key.keychain-changed':
    case 'key.keychain-gone':
      return fault instanceof KeyLocked && fault.ways.includes('passphrase')
        ? ['try-again', 'passphrase']
        : ['try-again']
    default:
      return ['try-again']
  }
}

function troubleOf(
  fault: JournalFault,
  acts: readonly StoreAct['type'][],
  wrongPassphrases: number,
  quarantined: readonly string[],
  check: readonly string[],
): StoreState {
  const { code, damage } = fault
  return {
    state: 'trouble',
    code: fault instanceof OwnFault ? 'internal.fault' : code,
    data: code === 'key.wrong-passphrase' ? { tries: wrongPassphrases } : {},
    damage:
      damage === null
        ? null
        : {
            file: damage.file,
            firstFrame: damage.firstFrame,
            lastFrame: damage.lastFrame,
            quarantined: [...quarantined],
          },
    safe: { frame: damage?.goodFrame ?? 0, at: damage?.goodAt ?? null },
    check: [...check],
    acts: [...acts],
  }
}
