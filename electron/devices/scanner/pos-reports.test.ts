import fc from 'fast-check'
import { expect, it } from 'vitest'
import { vectorBytes } from '../testing/vectors'
import { createVirtualClock } from '../testing/virtual-clock'
import { createPosReports } from './pos-reports'

function report(text: string, more: boolean): Uint8Array {
  const bytes = Buffer.alloc(64)
  bytes.set([2, text.length])
  bytes.write(`]Q1${text}`, 2, 'latin1')
  bytes[63] = more ? 1 : 0
  return bytes
}

it('joins the collected reports of a scanner', () => {
  const reports = createPosReports(createVirtualClock())
  expect(reports.take(vectorBytes('hidpos_honeywell_first'))).toBeUndefined()
  expect(reports.take(vectorBytes('hidpos_honeywell_last'))).toBe(
    'Product Name: Voyager 1602g\r\nBoot Revision: : 8992\r\nSoftum: N/A',
  )
})

it('forgets a code that stops half way for more than 500 ms', async () => {
  const clock = createVirtualClock()
  const reports = createPosReports(clock)
  reports.take(report('old', true))
  await clock.advance(501)
  expect(reports.take(report('new', false))).toBe('new')
  reports.take(report('one', true))
  await clock.advance(500)
  expect(reports.take(report('two', false))).toBe('onetwo')
})

it('keeps no more than 4 KiB of a code that does not end, and takes the next one', () => {
  const reports = createPosReports(createVirtualClock())
  for (let times = 0; times < 200; times += 1) reports.take(report('x'.repeat(56), true))
  expect(reports.take(report('end', false))).toBeUndefined()
  expect(reports.take(report('next', false))).toBe('next')
})

it('takes any bytes without harm, and nothing longer than it allows', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 60, maxLength: 66 }), { maxLength: 100 }), (all) => {
      const reports = createPosReports(createVirtualClock())
      for (const bytes of all) {
        bytes[0] = 2
        expect((reports.take(bytes) ?? '').length).toBeLessThanOrEqual(4096)
      }
    }),
  )
})
