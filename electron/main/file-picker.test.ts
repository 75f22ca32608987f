import { expect, it } from 'vitest'
import { filePicker } from './file-picker'

const quiet = () => undefined

it('tells the one path that was picked, and nothing when nothing was', async () => {
  const answers = [
    { canceled: false, filePaths: ['/scans/letter.jpg'] },
    { canceled: true, filePaths: ['/scans/letter.jpg'] },
    { canceled: false, filePaths: [] },
  ]
  const picker = filePicker(
    'paper',
    () => Promise.resolve(answers.shift() ?? { canceled: true, filePaths: [] }),
    quiet,
  )
  expect([await picker.pick(), await picker.pick(), await picker.pick()]).toEqual([
    '/scans/letter.jpg',
    null,
    null,
  ])
})

it('shows one dialog at a time: asked again meanwhile, the answer is the same', async () => {
  let shown = 0
  let close = (_path: string): void => undefined
  const picker = filePicker(
    'paper',
    () => {
      shown++
      return new Promise((resolve) => {
        close = (path) => resolve({ canceled: false, filePaths: [path] })
      })
    },
    quiet,
  )
  const both = [picker.pick(), picker.pick()]
  close('/scans/register.png')
  expect(await Promise.all(both)).toEqual(['/scans/register.png', '/scans/register.png'])
  expect(shown).toBe(1)
  const next = picker.pick()
  close('/scans/other.png')
  expect(await next).toBe('/scans/other.png')
})

it('picks nothing where the dialog cannot be shown, and says so in the log', async () => {
  const said: string[] = []
  const picker = filePicker(
    'paper',
    () => Promise.reject(new Error('no display')),
    (_level, _from, code) => said.push(code),
  )
  expect(await picker.pick()).toBeNull()
  expect(said).toEqual(['dialog.failed'])
})

it('asks for one picture or PDF', async () => {
  const asked: unknown[] = []
  const picker = filePicker(
    'paper',
    (options) => {
      asked.push(options)
      return Promise.resolve({ canceled: true, filePaths: [] })
    },
    quiet,
  )
  await picker.pick()
  expect(asked).toMatchObject([
    { properties: ['openFile'], filters: [{ extensions: ['jpg', 'jpeg', 'png', 'pdf'] }] },
  ])
})
