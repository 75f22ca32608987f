import { afterEach, expect, it } from 'vitest'
import type { VisitView } from '../../../../shared/contract/view'
import { openWindow } from '../../testing/mount-window'
import type { TestWindow } from '../../testing/mount-window'
import { anOperation, aView, aVisit } from '../../testing/samples'

let opened: TestWindow | null = null
afterEach(() => {
  opened?.close()
  opened = null
})

const due = {
  year: 2027,
  region: '620000/Linxia' as const,
  dueFen: 40_000,
  payableFrom: '2026-09-01',
  payableTo: '2026-12-31',
  state: 'due' as const,
  channel: null,
  changedAt: 0,
}
const agent = {
  name: 'Li Qiang',
  idNumberMasked: '990***3510',
  relation: '20',
  relationName: 'son',
  authority: 'letter',
  phone: null,
  memberPresent: true,
  paperId: null,
  supervisorCalls: false,
  since: aView().at,
} as unknown as VisitView['agent']

function visitWith(parts: Partial<VisitView> = {}): VisitView {
  const { facts } = aVisit()
  return aVisit({ facts: { ...facts, premiums: [due] } as unknown as VisitView['facts'], ...parts })
}

async function openPremium(): Promise<TestWindow> {
  opened = openWindow(aView({ visit: visitWith() }), {
    packForForms: {
      regions: [],
      regionTableAsOf: '2025-05-08',
      aliases: [],
      relations: [{ code: '20', name: 'son', rule: 'allow' }],
      maxFen: 200_000,
      maxPerDay: 3,
      bindingTaken: false,
      hours: { opens: '06:00', closes: '22:00' },
    },
    'premiums.check': [],
    'premiums.ask': { asOf: null, premiums: [] },
    'premiums.propose': ({ lines }: { lines: { operationId: string }[] }) =>
      lines.map(({ operationId }) => draft(operationId)),
    'premiums.take': [],
  })
  await opened.settle()
  await opened.press('4', { alt: true })
  return opened
}

const draft = (operationId: string, assent: 'agree' | null = null) =>
  anOperation({
    operationId,
    kind: 'premium-payment',
    number: null,
    state: 'draft',
    takenAt: null,
    clerk: null,
    year: 2027,
    assent,
  } as Parameters<typeof anOperation>[0])

it('must be shown again when somebody else acts for the member, whatever was pressed before', async () => {
  const it = await openPremium()
  await it.press('F10')
  const [asked] = it.core.inputsOf('premiums.propose') as { lines: { operationId: string }[] }[]
  const operationId = asked?.lines[0]?.operationId ?? ''
  const operations = [draft(operationId, 'agree')]
  it.core.show(aView({ revision: 2, visit: visitWith({ operations }) }))
  await it.settle()
  expect(it.text()).toContain('本人按了“同意”')
  it.core.show(aView({ revision: 3, visit: visitWith({ operations, agent }) }))
  await it.settle()
  expect(it.text()).toContain('内容改过了')
  await it.press('Enter', { ctrl: true })
  expect(it.core.inputsOf('premiums.take')).toEqual([])
})

it('takes the card of a relative as a line, once, and into the line that is still empty', async () => {
  const it = await openPremium()
  const lay = async (revision: number, readId: string, name: string, idNumber: string): Promise<void> => {
    const householdCard = { readId: `0193d2f0-0000-4000-8000-00000000000${readId}`, name, idNumber }
    it.core.show(aView({ revision, visit: visitWith({ householdCard }) }))
    await it.settle()
  }
  const lines = () => it.page.findAll('.premium-line').length
  const before = lines()
  await lay(2, '1', 'Li Fu', '990101194809092114')
  expect(lines()).toBe(before + 1)
  expect(
    it.page.findAll<HTMLInputElement>('.premium-line input').map(({ element }) => element.value),
  ).toEqual(expect.arrayContaining(['Li Fu', '990101194809092114']))
  await lay(3, '2', 'Li Fu', '990101194809092114')
  expect(lines()).toBe(before + 1)
  await it.press('a', { alt: true })
  await lay(4, '3', 'Li Bao', '99010120150703119X')
  expect(lines()).toBe(before + 2)
})

it('asks whose card it is with the relative of the household while the form is open', async () => {
  const it = await openPremium()
  const otherCard = {
    readId: '0193d2f0-0000-4000-8000-0000000000ee',
    name: 'Li Fu',
    idNumberMasked: '990***2114',
  }
  it.core.show(aView({ revision: 2, visit: visitWith(), otherCard }))
  await it.settle()
  expect(it.text()).toContain('一起缴费的家人')
  await it.press('j', { alt: true })
  expect(it.core.inputsOf('otherCard')).toEqual([{ readId: otherCard.readId, choice: 'household' }])
})
