import { shallowReadonly, shallowRef } from 'vue'
import type { ShallowRef } from 'vue'
import type { MemberView } from '../../../shared/contract/view'
import { connect } from './connection'
import type { AnswerInput, Connection, PasswordInput } from './connection'
import type { Ports } from './ports'
import { sealPassword } from './seal-password'

export type MemberScreen = MemberView['screen']
export type ConfirmScreen = Extract<MemberScreen, { name: 'confirm' }>
export type PasswordScreen = Extract<MemberScreen, { name: 'password' }>
export type MemberAnswer = AnswerInput['answer']

/** A press of the member that core's view does not show yet. */
export interface Press extends AnswerInput {
  /** `sent`: core has it, its view is on the way; `failed`: core did not take it. */
  readonly state: 'sending' | 'sent' | 'failed'
}

/** A password that was typed, or could not be remembered, and is on its way to core. */
export interface TypedPassword {
  /** Names the asking it answers. */
  readonly asking: string
  readonly state: 'sending' | 'failed'
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
  readonly password: TypedPassword | null
}

export interface MemberBridge {
  readonly state: Readonly<ShallowRef<MemberState>>
  /** The member's own press on the words that stand there; sent again on a new port until core has answered. */
  press: (screen: ConfirmScreen, answer: MemberAnswer) => void
  /** The digits as they were typed, sealed here before they go anywhere; null = 想不起来. */
  password: (screen: PasswordScreen, digits: string | null) => Promise<void>
}

/** How long the last screen may stand without a line to core (screens.md section 3). */
const keepScreenMs = 5000

/** What the window is made of, besides its port to core. */
export interface WindowParts {
  /** Whether the member can type here. */
  readonly keypad: () => boolean
  /** Milliseconds of a clock that only runs forward. */
  readonly steadyMs: () => number
}

/** The only user of the window's port. */
export function createMemberBridge(ports: Ports, { keypad, steadyMs }: WindowParts): MemberBridge {
  const state = shallowRef<MemberState>({
    realm: null,
    hall: '',
    screen: { name: 'please-wait' },
    lost: false,
    press: null,
    password: null,
  })
  const change = (part: Partial<MemberState>): void => {
    state.value = { ...state.value, ...part }
  }
  let connection: Connection | null = null
  let newest: Pick<MemberView, 'run' | 'revision'> | null = null
  let seenMs = steadyMs()
  let toSend: { readonly typed: TypedPassword; readonly input: PasswordInput } | null = null
  let hideTimer: ReturnType<typeof setTimeout> | null = null

  function lost(): void {
    hideTimer ??= setTimeout(() => change({ screen: { name: 'please-wait' }, lost: true }), keepScreenMs)
  }

  function view(view: MemberView): void {
    if (newest !== null && newest.run === view.run && view.revision < newest.revision) return
    newest = { run: view.run, revision: view.revision }
    seenMs = steadyMs()
    if (hideTimer !== null) clearTimeout(hideTimer)
    hideTimer = null
    const { realm, hall, screen } = view
    change({
      realm,
      hall,
      screen,
      lost: false,
      press: stillToShow(state.value.press, screen),
      password: typedFor(screen),
    })
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

  /** What was typed belongs to one asking; whatever else stands there now has nothing of it. */
  function typedFor(screen: MemberScreen): TypedPassword | null {
    const { password } = state.value
    const isStill = password !== null && screen.name === 'password' && screen.asking === password.asking
    if (!isStill) toSend = null
    return isStill ? password : null
  }

  function sendPassword(): void {
    const sent = toSend
    const over = connection
    if (sent === null || over === null || !over.open) return
    over.password(sent.input).then(
      // core has it, its view is on the way
      () => {
        if (toSend === sent) toSend = null
      },
      () => {
        if (toSend !== sent || !over.open) return
        toSend = null
        change({ password: { ...sent.typed, state: 'failed' } })
      },
    )
  }

  ports.take((port) => {
    connection?.giveUp()
    // the screen may be old until the first view has come
    lost()
    connection = connect(port, keypad(), { view, lost })
    send()
    sendPassword()
  })

  return {
    state: shallowReadonly(state),
    press: ({ operationId, wordsHash }, answer) => {
      change({ press: { operationId, wordsHash, answer, state: 'sending' } })
      send()
    },
    password: async (screen, digits) => {
      const { asking, operations, key, at } = screen
      const typed = { asking, state: 'sending' } as const
      change({ password: typed })
      const sealedAt = Math.round(at + steadyMs() - seenMs)
      try {
        const sealed =
          digits === null ? null : await sealPassword(key, { operations, password: digits, sealedAt })
        if (state.value.password !== typed) return
        toSend = { typed, input: { operations, sealed } }
        sendPassword()
      } catch {
        // what cannot be sealed goes nowhere; the member may type it again
        change({ password: { asking, state: 'failed' } })
      }
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
