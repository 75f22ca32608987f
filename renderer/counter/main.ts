import './bridge/no-eval'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '../ui/tokens.css'
import './app/element-plus.css'
import './app/counter.css'
import App from './app/app.vue'
import { createKeymap, keymapKey } from './app/keymap'
import { wedgeEvents, wedgeSurroundings } from './app/scanned-keys'
import { createWedge } from './app/wedge'
import { createWindowI18n } from './app/window-i18n'
import { bridgeKey, createBridge } from './bridge/bridge'
import { askForCore, listenToPreload } from './bridge/messages'
import { tellOfNetwork } from './bridge/network'
import { createNotes, notesKey } from './parts/notes'
import { createNow, nowKey } from './parts/now'
import { createPack, packKey } from './parts/pack'

/** The composition root of the clerk's window. */
const steadyMs = (): number => performance.now()
const bridge = createBridge({ askAgain: () => askForCore(window), steadyMs })
const keymap = createKeymap(steadyMs)
listenToPreload(window, bridge)
tellOfNetwork(window, bridge)
const notes = createNotes()
// before any field sees the key: a scanner's keys first, they are nobody's command
const wedge = createWedge(wedgeEvents(bridge, notes), wedgeSurroundings(bridge))
window.addEventListener('keydown', (event) => wedge.down(event), { capture: true })
window.addEventListener('keyup', (event) => wedge.up(event), { capture: true })
window.addEventListener('keydown', (event) => keymap.press(event), { capture: true })

createApp(App)
  .use(createPinia())
  .use(createWindowI18n())
  .provide(bridgeKey, bridge)
  .provide(keymapKey, keymap)
  .provide(notesKey, notes)
  .provide(nowKey, createNow(bridge).now)
  .provide(packKey, createPack(bridge))
  .mount('#app')
