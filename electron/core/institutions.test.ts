import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { files } from '../files/files'
import type { ComplaintForm } from '../../shared/contract/institutions'
import { institutionFileName, institutionList } from './institutions/institution-list'
import { openVisit, refusedCodes } from './testing/clerk-acts'
import { openCounter } from './testing/practice-counter'
import { practiceDesks } from './testing/practice-desks'

/** Where the wallet can be used, and what people complain of (domain.md 3.8). */
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const desk = practiceDesks()

test('the list comes from the centre by itself, near the member first, and is there without a line after a restart', async () => {
  const { counter, centre } = await desk()
  await counter.until(() => counter.core.institutions.readAt() !== null, 'the list')
  // nobody is served: near is nowhere, and nothing is claimed
  expect(await counter.counter.institutions.find({ text: '' })).toMatchObject({
    total: 8,
    found: 0,
    near: [],
    institutions: [],
  })
  await openVisit(counter, 'wang-xiuying')
  const near = await counter.counter.institutions.find({ text: '' })
  expect(near.institutions.map(({ name, takesWallet }) => [name, takesWallet])).toEqual([
    ['百姓大药房（马家窑店）', 'yes'],
    ['马家窑镇卫生院', 'yes'],
    ['示范县人民医院', 'window'],
    ['河滩村卫生室', 'unknown'],
    ['示范县中医医院', 'no'],
  ])
  expect((await counter.counter.institutions.find({ text: '　苏州 医院' })).institutions).toMatchObject([
    { code: 'PX-0006', asOf: '2026-11-10' },
  ])
  expect((await counter.counter.institutions.find({ text: '没有的' })).found).toBe(0)
  counter.stop()
  await centre.obey({ type: 'line', up: false })
  const again = await openCounter(counter.station, null)
  expect(again.core.institutions.all()).toHaveLength(8)
  expect(again.core.institutions.readAt()).not.toBeNull()
  again.stop()
})

test('a list that cannot be read counts as never read; a disk that refuses stops nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'institutions-'))
  const logged: string[] = []
  const log = (_level: 'warn', code: string): void => void logged.push(code)
  for (const broken of ['{', '{"readAt":1,"institutions":[{"code":1}]}', '[]']) {
    writeFileSync(join(folder, institutionFileName), broken)
    expect(institutionList(files, folder, log).readAt()).toBeNull()
  }
  expect(logged).toEqual(Array.from({ length: 3 }, () => 'institutions.file-not-used'))
  const full = {
    writeAtomic: () => {
      throw new Error('ENOSPC')
    },
  }
  const list = institutionList(full, folder, log)
  list.keep([], 5)
  expect([list.readAt(), logged.at(-1)]).toEqual([5, 'institutions.not-kept'])
  rmSync(folder, { recursive: true })
})

test('a complaint has a number and a paper without a line, goes to the centre once, and what is wrong is said at its field', async () => {
  const { counter, centre } = await desk()
  await counter.until(() => counter.core.institutions.readAt() !== null, 'the list')
  await centre.obey({ type: 'line', up: false })
  await counter.until(() => counter.view().line.state === 'down', 'the line is down')
  const say = (form: ComplaintForm, complaintId = randomUUID()) =>
    counter.counter.institutions.complain({ complaintId, form })
  const bad: readonly [ComplaintForm, string, string][] = [
    [{ about: 'listed', code: '', said: '不收' }, 'field.missing', 'institution'],
    [{ about: 'listed', code: 'PX-9999', said: '不收' }, 'complaint.no-such-institution', 'institution'],
    [{ about: 'listed', code: 'PX-0003', said: ' 　\u200F ' }, 'field.missing', 'said'],
    [{ about: 'listed', code: 'PX-0003', said: '长'.repeat(501) }, 'field.too-long', 'said'],
    [{ about: 'unlisted', name: '\u202E', said: '不收' }, 'field.missing', 'name'],
    [{ about: 'unlisted', name: '药'.repeat(61), said: '不收' }, 'field.too-long', 'name'],
  ]
  for (const [form, code, field] of bad) {
    const error: unknown = await say(form).then(
      () => null,
      (refused: unknown) => refused,
    )
    expect(error, code).toMatchObject({ data: { refusals: [{ code, field }] } })
  }
  expect(counter.committed.some(({ type }) => type === 'complaint-made')).toBe(false)

  const complaintId = randomUUID()
  const form = { about: 'listed', code: 'PX-0003', said: '说没有开通，不收😠' } as const
  const made = await say(form, complaintId)
  expect(made).toMatchObject({ number: '0000-20261123-1', name: '示范县中医医院', sentAt: null })
  expect(await say(form, complaintId)).toEqual(made)
  await say({ about: 'service', kind: 'receive', said: '等了很久' })
  await say({ about: 'unlisted', name: '𠮷祥药店', said: '说不认识' })
  expect(await counter.counter.institutions.printComplaint({ complaintId })).toMatchObject({
    title: '反映问题登记单',
  })
  const paper = JSON.stringify(counter.slips.at(-1))
  expect(paper).toContain('0000-20261123-1')
  expect(paper).toContain('已经记下，网通了交给医保中心')
  expect(
    await refusedCodes(counter.counter.institutions.printComplaint({ complaintId: randomUUID() })),
  ).toEqual(['complaint.no-such'])

  await centre.obey({ type: 'line', up: true })
  const sent = () => counter.committed.filter((event) => event.type === 'complaint-sent')
  await counter.until(() => sent().length === 3, 'the centre has all three')
  counter.pass(600_000)
  const rows = await counter.counter.institutions.complaints({})
  expect(rows).toMatchObject([{ name: '𠮷祥药店' }, { name: '收款' }, { name: '示范县中医医院' }])
  expect(rows.every(({ sentAt }) => sentAt !== null)).toBe(true)
  expect(sent()).toHaveLength(3)
  await counter.counter.institutions.printComplaint({ complaintId })
  expect(JSON.stringify(counter.slips.at(-1))).toContain('已经交给医保中心')
})
