import { afterEach, describe, expect, it } from 'vitest'
import { portsOf } from './ports'

const opened: MessagePort[] = []
afterEach(() => {
  for (const port of opened.splice(0)) port.close()
})

function aPort(): MessagePort {
  const { port1, port2 } = new MessageChannel()
  opened.push(port1, port2)
  return port1
}

/** A message as the page gets it; jsdom cannot carry a port in its own events. */
function message(
  data: unknown,
  ports: MessagePort[],
  part: { origin?: string; source?: unknown } = {},
): Event {
  const values = { data, ports, origin: window.location.origin, source: window, ...part }
  return Object.assign(new Event('message'), values)
}

describe('portsOf', () => {
  it('keeps the newest port that came before anybody asked', () => {
    const ports = portsOf(window)
    const [first, second, third] = [aPort(), aPort(), aPort()]
    window.dispatchEvent(message({ type: 'port' }, [first]))
    window.dispatchEvent(message({ type: 'port' }, [second]))
    const taken: MessagePort[] = []
    ports.take((port) => taken.push(port))
    expect(taken).toEqual([second])
    window.dispatchEvent(message({ type: 'port' }, [third]))
    expect(taken).toEqual([second, third])
  })

  it('ignores what did not come from this page, and what is no port', () => {
    const taken: MessagePort[] = []
    portsOf(window).take((port) => taken.push(port))
    window.dispatchEvent(message({ type: 'port' }, [aPort()], { origin: 'https://elsewhere.example' }))
    window.dispatchEvent(message({ type: 'port' }, [aPort()], { source: null }))
    window.dispatchEvent(message({ type: 'port' }, []))
    window.dispatchEvent(message({ type: 'else' }, [aPort()]))
    window.dispatchEvent(message('port', [aPort()]))
    window.dispatchEvent(message(null, [aPort()]))
    expect(taken).toEqual([])
  })
})
