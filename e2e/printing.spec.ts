import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { messages } from '../shared/text/zh-CN'
import { deskOf } from './desk'
import { pagesOf, readJournal } from './evidence'
import type { PrintService } from './print-service'
import { startPrintService } from './print-service'
import { withApp } from './with-app'

const { devices } = messages.counter
const printer = 'Slips'

/** The so-many-th job the printer was given, as a PDF with a picture of it. */
async function sheetOf(service: PrintService, place: number, name: string): Promise<string> {
  await expect.poll(() => service.sheets().length).toBe(place + 1)
  const pdf = test.info().outputPath(`${name}.pdf`)
  writeFileSync(pdf, service.sheets()[place] ?? '')
  const picture = pdf.replace('.pdf', '')
  execFileSync('pdftoppm', ['-png', '-r', '110', '-singlefile', pdf, picture])
  await test.info().attach(name, { path: `${picture}.png` })
  return pdf
}

const wordsOf = (pdf: string): string =>
  execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' })

test('a slip comes out of the system’s printer that was chosen, on a sheet and on a roll; one that takes nothing is said', async () => {
  test.setTimeout(180_000)
  test.skip(
    !existsSync('/usr/sbin/cupsd'),
    'no CUPS on this machine: nothing was printed on a system’s printer',
  )
  const service = await startPrintService(printer)
  try {
    await withApp(
      async (app) => {
        const { counter } = app
        const desk = deskOf(app)
        await desk.signIn()
        await desk.press('F12')
        await desk.choose(printer)
        await expect(counter.getByText(devices.printerChosen.replace('{name}', printer))).toBeVisible()
        await counter.screenshot({ path: test.info().outputPath('devices.png') })
        const { violations } = await new AxeBuilder({ page: counter }).setLegacyMode(true).analyze()
        expect(violations.map(({ id }) => id)).toEqual([])
        await desk.press('Escape')

        await desk.visit('wang-xiuying')
        await desk.service(0)
        await desk.fillOpening()
        await desk.agreeAndTake()
        await desk.print()
        const sheet = await sheetOf(service, 0, 'sheet')
        expect(wordsOf(sheet)).toMatch(/办结单|受理登记单/)
        expect(wordsOf(sheet)).toContain('练习，不作凭证')
        const [page, ...more] = pagesOf(sheet)
        expect(more).toEqual([])
        expect(page?.outside).toEqual([])
        expect(Math.round(page?.widthMm ?? 0)).toBe(148)
        expect(Math.round(page?.heightMm ?? 0)).toBe(210)

        await desk.press('F12')
        await desk.choose(devices.papers['80mm'])
        await desk.press('Escape')
        await desk.print()
        const roll = await sheetOf(service, 1, 'roll')
        const [cut, ...others] = pagesOf(roll)
        expect(others).toEqual([])
        expect(cut?.outside).toEqual([])
        expect(Math.round(cut?.widthMm ?? 0)).toBe(80)

        service.accept(false)
        await desk.press('F9')
        await expect(counter.getByText(messages.errors['print.failed'].clerk).first()).toBeVisible()
        await expect(counter.getByText('1张没打出来')).toBeVisible()
        service.accept(true)
        expect(service.sheets()).toHaveLength(2)
      },
      async (dataDir) => {
        const { events } = await readJournal(dataDir)
        expect(events.filter(({ type }) => type === 'slip-printed')).toHaveLength(2)
        expect(events.filter(({ type }) => type === 'slip-failed')).toHaveLength(1)
      },
      service.env,
    )
  } finally {
    service.end()
  }
})
