import { inject, onBeforeUnmount, onMounted } from 'vue'
import type { InjectionKey } from 'vue'

/** What a key does; `false` = not mine, ask the layer below. */
export type KeyAction = () => boolean | undefined
export type Bindings = Readonly<Record<string, KeyAction>>

interface Layer {
  readonly bindings: Bindings
  /** A question is open: keys do not reach what lies below. */
  readonly modal: boolean
}

export interface Keymap {
  /** Lays bindings over the present ones; returns how to take them away. */
  readonly add: (bindings: Bindings, modal?: boolean) => () => void
  /** Hands a key press to the topmost layer that wants it. */
  readonly press: (event: KeyboardEvent) => void
}

/** A second press within this time is the same press (screens.md section 2). */
const onceWithinMs: Readonly<Record<string, number>> = { 'Ctrl+Enter': 2_000 }

export const keymapKey: InjectionKey<Keymap> = Symbol('keymap')

/**
 * The name a key press has on buttons and in bindings: `F2`, `Ctrl+Enter`, `Alt+Y`, `Escape`. Letters and digits with
 * Ctrl or Alt go by their place on the keyboard, so that an input method does not change them. Null while an input
 * method is composing.
 */
export function keyNameOf(event: KeyboardEvent): string | null {
  if (event.isComposing || event.key === 'Process' || event.key === 'Dead') return null
  const place = /^(?:Key|Digit|Numpad)(.)$/.exec(event.code)?.[1]
  const modified = event.ctrlKey || event.altKey
  const key = modified && place !== undefined ? place : event.key
  return [
    event.ctrlKey ? 'Ctrl+' : '',
    event.altKey ? 'Alt+' : '',
    event.shiftKey && modified ? 'Shift+' : '',
    key,
  ].join('')
}

/** The window's one map of keys. `steadyMs` is a clock that only goes forward. */
export function createKeymap(steadyMs: () => number): Keymap {
  const layers: Layer[] = []
  const lastAt = new Map<string, number>()

  function tooSoon(name: string): boolean {
    const within = onceWithinMs[name]
    if (within === undefined) return false
    const last = lastAt.get(name)
    return last !== undefined && steadyMs() - last < within
  }

  return {
    add(bindings, modal = false) {
      const layer = { bindings, modal }
      layers.push(layer)
      return () => {
        const place = layers.indexOf(layer)
        if (place >= 0) layers.splice(place, 1)
      }
    },
    press(event) {
      const name = keyNameOf(event)
      if (name === null || (name === 'Escape' && closesOwnList(event))) return
      for (const layer of [...layers].reverse()) {
        const action = layer.bindings[name]
        if (action !== undefined) {
          event.preventDefault()
          event.stopPropagation()
          if (event.repeat || tooSoon(name)) return
          if (action() !== false) {
            lastAt.set(name, steadyMs())
            return
          }
        }
        if (layer.modal) return
      }
    },
  }
}

/** Escape first closes the open list of a field. */
function closesOwnList(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.getAttribute('aria-expanded') === 'true'
}

/** The keys of a page or part, for as long as it is on the screen. */
export function useKeys(bindings: Bindings, modal = false): void {
  const keymap = inject(keymapKey)
  if (keymap === undefined) throw new Error('no keymap is provided')
  let remove = (): void => undefined
  onMounted(() => {
    remove = keymap.add(bindings, modal)
  })
  onBeforeUnmount(() => remove())
}
