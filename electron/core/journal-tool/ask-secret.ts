import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/** What is used of a terminal's input. */
export type TerminalInput = NodeJS.ReadableStream & { readonly isTTY?: boolean }

/** Asks at the terminal and shows nothing of what is typed; null where input is no terminal, or it was ended. */
export function askSecret(
  input: TerminalInput,
  output: NodeJS.WritableStream,
  label: string,
): Promise<string | null> {
  if (input.isTTY !== true) return Promise.resolve(null)
  output.write(label)
  // readline echoes into a stream that nobody sees
  const silent = new Writable({
    write: (_chunk, _encoding, done) => {
      done()
    },
  })
  const lines = createInterface({ input, output: silent, terminal: true })
  return new Promise((resolve) => {
    let typed: string | null = null
    lines.once('line', (line) => {
      typed = line
      lines.close()
    })
    lines.once('SIGINT', () => {
      lines.close()
    })
    lines.once('close', () => {
      output.write('\n')
      resolve(typed)
    })
  })
}
