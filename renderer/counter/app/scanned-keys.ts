import { v4 } from 'uuid'
import { defaultWedge } from '../../../shared/contract/view'
import type { ErrorCode } from '../../../shared/domain/errors'
import { fail } from '../../../shared/domain/result'
import type { Bridge } from '../bridge/bridge'
import type { Notes } from '../parts/notes'
import type { WedgeEvents, WedgeSurroundings } from './wedge'
import { pageFields } from './wedge-field'

/** Takes a scanned code to core, now or never: one that nobody is there for is not kept here. */
export function wedgeEvents(bridge: Bridge, notes: Notes): WedgeEvents {
  const say = (code: ErrorCode): void => {
    notes.say(fail([{ code, data: {}, clause: null, field: null }]))
  }
  return {
    code: (text) => {
      if (bridge.view.value === null || bridge.connection.value !== 'ready') {
        say('core.restarting')
        return
      }
      const scanned = { scanId: v4(), text }
      void bridge.call((client) => client.codeScanned(scanned)).then((answer) => notes.say(answer))
    },
    badCode: () => say('code.malformed'),
    noPrefix: () => say('code.no-prefix'),
  }
}

export function wedgeSurroundings(bridge: Bridge): WedgeSurroundings {
  return {
    settings: () => bridge.view.value?.wedge ?? defaultWedge,
    after: (ms, act) => {
      const timer = setTimeout(act, ms)
      return () => clearTimeout(timer)
    },
    fields: pageFields,
  }
}
