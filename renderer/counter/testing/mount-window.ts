import { flushPromises, mount } from '@vue/test-utils'
import type { VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import App from '../app/app.vue'
import { createKeymap, keymapKey } from '../app/keymap'
import { wedgeEvents, wedgeSurroundings } from '../app/scanned-keys'
import { createWedge } from '../app/wedge'
import { createWindowI18n } from '../app/window-i18n'
import { bridgeKey, createBridge } from '../bridge/bridge'
import type { Bridge } from '../bridge/bridge'
import { tellOfNetwork } from '../bridge/network'
import { createNotes, notesKey } from '../parts/notes'
import { createNow, nowKey } from '../parts/now'
import { createPack, packKey } from '../parts/pack'
import type { StoreState } from '../../../shared/contract/store'
import type { CounterView } from '../../../shared/contract/view'
import { startFakeCore } from '../bridge/testing/fake-core'
import type { Answers, FakeCore } from '../bridge/testing/fake-core'

export interface TestWindow {
  readonly page: VueWrapper
  readonly bridge: Bridge
  readonly core: FakeCore
  readonly text: () => string
  /** Presses a key as a keyboard does, at what has the focus. */
  readonly press: (key: string, modifiers?: { ctrl?: boolean; alt?: boolean }) => Promise<void>
  /** A button by the beginning of its words. */
  readonly button: (words: string) => HTMLButtonElement
  readonly type: (selector: string, text: string) => Promise<void>
  readonly settle: () => Promise<void>
  readonly close: () => void
}

const codeOf = (key: string): string =>
  /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : /^\d$/.test(key) ? `Digit${key}` : key

/** The whole window over a real port to a core that answers what the test says. */
export function openWindow(view: CounterView, answers: Answers = {}, store?: StoreState): TestWindow {
  let steady = 0
  const steadyMs = (): number => performance.now() + steady
  const bridge = createBridge({ askAgain: () => undefined, steadyMs, recoveringAfterMs: 100 })
  tellOfNetwork(window, bridge)
  const keymap = createKeymap(steadyMs)
  const notes = createNotes()
  const wedge = createWedge(wedgeEvents(bridge, notes), wedgeSurroundings(bridge))
  const heard = (event: KeyboardEvent): void => {
    wedge.down(event)
    if (!event.defaultPrevented) keymap.press(event)
  }
  window.addEventListener('keydown', heard, { capture: true })
  const now = createNow(bridge)
  const core = startFakeCore(bridge, view, answers, store)
  const page = mount(App, {
    attachTo: document.body,
    global: {
      plugins: [createPinia(), createWindowI18n()],
      provide: {
        [bridgeKey]: bridge,
        [keymapKey]: keymap,
        [notesKey]: notes,
        [nowKey]: now.now,
        [packKey]: createPack(bridge),
      },
      stubs: { transition: true },
    },
  })
  // a message takes turns of the loop to travel over a port
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 12; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 2))
      await flushPromises()
    }
  }
  return {
    page,
    bridge,
    core,
    settle,
    text: () => page.text(),
    press: async (key, { ctrl = false, alt = false } = {}) => {
      // two presses of one key are never the same press here
      steady += 3_000
      const target = document.activeElement ?? document.body
      const init = { key, code: codeOf(key), ctrlKey: ctrl, altKey: alt, bubbles: true, cancelable: true }
      target.dispatchEvent(new KeyboardEvent('keydown', init))
      await settle()
    },
    button: (words) => {
      const found = page.findAll('button').find((one) => one.text().startsWith(words))
      if (found === undefined) throw new Error(`no button ${words} in: ${page.text()}`)
      return found.element
    },
    type: async (selector, text) => {
      await page.find(selector).setValue(text)
      await settle()
    },
    close: () => {
      core.kill()
      now.stop()
      window.removeEventListener('keydown', heard, { capture: true })
      page.unmount()
    },
  }
}
