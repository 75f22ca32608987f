import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { askSecret } from './ask-secret'

function terminal() {
  const input = Object.assign(new PassThrough(), { isTTY: true })
  const output = new PassThrough()
  const shown: string[] = []
  output.on('data', (part: Buffer) => shown.push(part.toString()))
  return { input, output, shown: () => shown.join('') }
}

it('shows the question and nothing of what is typed', async () => {
  const { input, output, shown } = terminal()
  const asked = askSecret(input, output, '口令：')
  input.write('correct horse battery\n')
  expect(await asked).toBe('correct horse battery')
  const again = askSecret(input, output, '再输一次：')
  input.write('春天 花园\n')
  expect(await again).toBe('春天 花园')
  expect(shown()).toBe('口令：\n再输一次：\n')
})

it('gives nothing where there is no terminal, or it was ended', async () => {
  const { output, shown } = terminal()
  expect(await askSecret(new PassThrough(), output, '口令：')).toBeNull()
  expect(shown()).toBe('')
  const ended = terminal()
  const asked = askSecret(ended.input, ended.output, '口令：')
  ended.input.end()
  expect(await asked).toBeNull()
})
