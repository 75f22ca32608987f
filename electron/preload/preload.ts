import { ipcRenderer } from 'electron'

// The whole door between main and a page, three messages and nothing else:
//   port        main → page   a MessagePort to core (or, for a slip, to main), at every (re)wiring
//   core-state  main → page   'restarting' | 'stopped'
//   core-again  page → main   the button 再试
const { origin } = window.location

ipcRenderer.on('port', ({ ports }) => {
  window.postMessage({ type: 'port' }, { targetOrigin: origin, transfer: [...ports] })
})

ipcRenderer.on('core-state', (_event, state: unknown) => {
  window.postMessage({ type: 'core-state', state }, { targetOrigin: origin })
})

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const { data } = event
  const ours = event.source === window && event.origin === origin
  if (ours && typeof data === 'object' && data !== null && 'type' in data && data.type === 'core-again') {
    ipcRenderer.send('core-again')
  }
})
