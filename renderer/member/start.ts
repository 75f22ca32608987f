import { createApp } from 'vue'
import { createMemberBridge } from './bridge/member-bridge'
import type { Ports } from './bridge/ports'
import { keypadHere } from './keypad-here'
import MemberApp from './member-app.vue'
import { memberText } from './member-text'
import '../ui/tokens.css'
import './member.css'
import './screens.css'

/** Puts the member window together: the bridge to core, the words, the page. */
export function start(ports: Ports): void {
  const text = memberText()
  document.title = text.global.t('member.title')
  const bridge = createMemberBridge(ports, {
    keypad: () => keypadHere(window),
    steadyMs: () => performance.now(),
  })
  createApp(MemberApp, { bridge }).use(text).mount('#app')
}
