import { shallowReadonly, shallowRef } from 'vue'
import type { ShallowRef } from 'vue'
import type { MemberView } from '../../../shared/contract/view'
import { connect } from './connection'
import type { AnswerInput, Connection } from './connection'
import type { Ports } from './ports'

export type MemberScreen = MemberView['screen']
export type ConfirmScreen = Extract<MemberScreen, { name: 'confirm' }>
export type MemberAnswer = AnswerInput['answer']

/** A press of the member that core's view does not show yet. */
export interface Press extends AnswerInput {
  /** `sent`: core has it, its view is on the way; `failed`: core did not take it. */
  readonly state: 'sending' | 'sent' | 'failed'
}

/** What the window shows. */
export interface MemberState {
  /** Null before the first view. */
  readonly realm: MemberView['realm'] | null
  readonly hall: string
  readonly screen: MemberScreen
  /** True while no view can be had for so long that the last screen was taken away. */
  readonly lost: boolean
  readonly press: Press | null
}

export interface MemberBridge {
  readonly state: Readonly<ShallowRef<MemberState>>
  /** The member's own press on the words that stand there; sent again on a new port until core has answered. */
  press: (screen: ConfirmScreen, answer: MemberAnswer) => void
}

/** How long the last screen may stand without a line to core (screens.md section 3). */
const keepScreenMs = 5000

/** The only user of the window's port. */
export function createMemberBridge(ports: Ports): MemberBridge {
  const state = shallowRef<MemberState>({
    realm: null,
    hall: '',
    screen: { name: 'please-wait' },
    lost: false,
    press: null,
  })
  const change = (part: Partial<MemberState>): void => {
    state.value = { ...state.value, ...part }
  }
  let connection: Connection | null = null
  let newest: Pick<MemberView, 'run' | 'revision'> | null = null
  let hideTimer: ReturnType<typeof setTimeout> | null = null

  function lost(): void {
    hideTimer ??= setTimeout(() => change({ screen: { name: 'please-wait' }, lost: true }), keepScreenMs)
  }

  function view(view: MemberView): void {
    if (newest !== null && newest.run === view.run && view.revision < newest.revision) return
    newest = { run: view.run, revision: view.revision }
    if (hideTimer !== null) clearTimeout(hideTimer)
    hideTimer = null
    const { realm, hall, screen } = view
    change({ realm, hall, screen, lost: false, press: stillToShow(state.value.press, screen) })
  }

  function send(): void {
    const { press } = state.value
    const over = connection
    if (press?.state !== 'sending' || over === null || !over.open) return
    const settle = (now: 'sent' | 'failed'): void => {
      // a later press or a newer port has taken over
      if (state.value.press !== press || connection !== over) return
      const { screen } = state.value
      const shown = now === 'sent' && screen.name === 'confirm' && screen.answer === press.answer
      change({ press: shown ? null : { ...press, state: now } })
    }
    const { operationId, wordsHash, answer } = press
    over.answer({ operationId, wordsHash, answer }).then(
      () => settle('sent'),
      () => {
        // the port closed under way: the press stays and goes out on the next one
        if (over.open) settle('failed')
      },
    )
  }

  ports.take((port) => {
    connection?.giveUp()
    // the screen may be old until the first view has come
    lost()
    connection = connect(port, { view, lost })
    send()
  })

  return {
    state: shallowReadonly(state),
    press: ({ operationId, wordsHash }, answer) => {
      change({ press: { operationId, wordsHash, answer, state: 'sending' } })
      send()
    },
  }
}

/** A press under way stays; one that core has shows in core's own view; a failed one stays with its words. */
function stillToShow(press: Press | null, screen: MemberScreen): Press | null {
  if (press?.state === 'sending') return press
  if (press?.state === 'failed' && isOn(press, screen)) return press
  return null
}

/** Whether the press belongs to the words that stand there. */
export function isOn(press: Press, screen: MemberScreen): boolean {
  return (
    screen.name === 'confirm' &&
    screen.operationId === press.operationId &&
    screen.wordsHash === press.wordsHash
  )
}
