import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'

/** A line to a centre that loses what comes back from the moment that `loses` says so: what went there has arrived. */
export async function cuttingProxy(
  to: string,
  loses: () => Promise<boolean>,
): Promise<{ readonly address: string; close(): void }> {
  const { hostname, port } = new URL(to)
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    let last: Promise<void> = Promise.resolve()
    const cut = (): void => {
      client.destroy()
      upstream.destroy()
    }
    client.on('data', (bytes) => upstream.write(bytes))
    upstream.on('data', (bytes) => {
      last = last.then(async () => {
        if (await loses()) cut()
        else client.write(bytes)
      })
    })
    for (const one of [client, upstream]) {
      open.add(one)
      one.on('error', cut)
      one.on('close', cut)
    }
  })
  const own = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(address !== null && typeof address === 'object' ? address.port : 0)
    })
  })
  return {
    address: `https://127.0.0.1:${String(own)}`,
    close: () => {
      for (const one of open) one.destroy()
      server.close()
    },
  }
}
