import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { files } from '../files/files'
import { paperFileName, paperSetting } from './paper-file'
import { openVisit, openingForm, refusedCodes, signIn, take } from './testing/clerk-acts'
import { openCounter } from './testing/practice-counter'
import { practiceDesks } from './testing/practice-desks'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const desk = practiceDesks()

test('the paper of a station is kept, a file that cannot be used is A5, a disk that refuses changes nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paper-'))
  const logged: string[] = []
  const log = (_level: 'warn', code: string): void => void logged.push(code)
  expect(paperSetting(files, folder, log).paper()).toBe('a5')
  expect(paperSetting(files, folder, log).choose({ paper: '80mm' })).toBe(true)
  expect(paperSetting(files, folder, log).paper()).toBe('80mm')
  expect(paperSetting(files, folder, log).choose({ printer: 'Slips' })).toBe(true)
  const after = paperSetting(files, folder, log)
  expect([after.paper(), after.printer()]).toEqual(['80mm', 'Slips'])
  // as a counter from before printers were chosen wrote it
  writeFileSync(join(folder, paperFileName), '{"paper":"80mm"}')
  const before = paperSetting(files, folder, log)
  expect([before.paper(), before.printer()]).toEqual(['80mm', null])
  for (const broken of ['{', '{"paper":"a3"}', '{"paper":"a5","more":1}', '{"paper":"a5","printer":""}']) {
    writeFileSync(join(folder, paperFileName), broken)
    expect(paperSetting(files, folder, log).paper()).toBe('a5')
  }
  const full = {
    writeAtomic: () => {
      throw new Error('ENOSPC')
    },
  }
  const setting = paperSetting(full, folder, log)
  expect([setting.choose({ paper: '80mm' }), setting.paper()]).toEqual([false, 'a5'])
  expect(logged).toEqual([...Array.from({ length: 5 }, () => 'paper.file-not-used'), 'paper.not-kept'])
  rmSync(folder, { recursive: true })
})

test('a slip goes to the printer that was chosen, one the system has; none is none', async () => {
  const { counter } = await desk()
  const visitId = await openVisit(counter, 'wang-xiuying')
  const operationId = await take(counter, visitId, openingForm())
  await counter.counter.printSlip({ operationId })
  expect(counter.view().slipPrinter).toBeNull()
  expect(await counter.counter.printers({})).toEqual([])
  expect(await refusedCodes(counter.counter.setPrinter({ printer: 'Slips' }))).toEqual([
    'print.no-such-printer',
  ])
  counter.printers.push({ name: 'Slips', shown: '窗口的打印机' })
  expect(await counter.counter.printers({})).toEqual(counter.printers)
  await counter.counter.setPrinter({ printer: 'Slips' })
  expect(counter.view().slipPrinter).toBe('Slips')
  await counter.counter.printSlip({ operationId })
  await counter.counter.setPrinter({ printer: null })
  await counter.counter.printSlip({ operationId })
  expect(counter.printedOn).toEqual([null, 'Slips', null])
  await counter.counter.signOut({})
  expect(await refusedCodes(counter.counter.setPrinter({ printer: 'Slips' }))).toEqual(['sign-in.needed'])
  expect(await refusedCodes(counter.counter.printers({}))).toEqual(['sign-in.needed'])
})

test('a slip goes to the paper that was chosen, also after a restart; a reprint says which one it is', async () => {
  const { counter, centre } = await desk()
  const visitId = await openVisit(counter, 'wang-xiuying')
  const operationId = await take(counter, visitId, openingForm())
  await counter.counter.printSlip({ operationId })
  expect(counter.view().slipPaper).toBe('a5')
  await counter.counter.setPaper({ paper: '80mm' })
  expect(counter.view().slipPaper).toBe('80mm')
  await counter.counter.printSlip({ operationId })
  await counter.counter.printSlip({ operationId })
  expect(counter.papers).toEqual(['a5', '80mm', '80mm'])
  const feet = counter.slips.map(({ foot }) => foot.filter((line) => line.startsWith('补打')))
  expect(feet).toEqual([[], ['补打第 1 次'], ['补打第 2 次']])
  counter.stop()
  const again = await openCounter(counter.station, centre)
  expect(again.view().slipPaper).toBe('80mm')
  await again.counter.signOut({})
  expect(await refusedCodes(again.counter.setPaper({ paper: 'a5' }))).toEqual(['sign-in.needed'])
  await signIn(again)
  again.stop()
})
