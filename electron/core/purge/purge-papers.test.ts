import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { atShanghai } from '../../../shared/domain/china-time'
import { confirmed, help, keep, layAgent, scans } from '../testing/agent-acts'
import { openVisit } from '../testing/clerk-acts'
import { personOf, prepareCentres } from '../testing/practice-counter'
import { findPeople } from './testing/find-person'
import {
  endAll,
  firstDay,
  inHand,
  later,
  live,
  masterOf,
  newDesk,
  purged,
  rebuiltRows,
} from './testing/purge-desk'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

beforeAll(prepareCentres)
afterAll(() => {
  rmSync(scans, { recursive: true, force: true })
})
afterEach(endAll)

test('a purged day takes its agents and papers: no file, no key, no name is left', async () => {
  const desk = newDesk()
  const papers = join(desk.station.dataDir, 'attachments')
  const first = await live(desk, atShanghai(firstDay, '09:30'))
  const visitId = await openVisit(first.counter, 'li-jianguo')
  await layAgent(first.counter, 'li-qiang')
  const paperId = await keep(first.counter, visitId, 'authority-letter')
  await first.counter.counter.agent.settle({ visitId, form: { ...help, memberPresent: false, paperId } })
  await confirmed(first.counter, visitId)
  await first.counter.counter.noteVisit({ visitId, note: 'cannot-answer', holds: true })
  await first.counter.counter.endVisit({ visitId })
  expect(readdirSync(papers)).toEqual([`${paperId}.sealed`])
  const { name, idNumber } = personOf('li-qiang')
  const key = masterOf(desk.station.dataDir).key
  await first.end()
  expect(findPeople(inHand(desk), key, [name, idNumber])).not.toEqual([])

  const last = await live(desk, later)
  await purged(last)
  expect(readdirSync(papers)).toEqual([])
  const { projection } = last.counter.core
  expect(projection.attachment(paperId)).toBeNull()
  expect(projection.attachmentIds(null)).toEqual([])
  expect(findPeople(inHand(desk), key, [name, idNumber])).toEqual([])
  expect(projection.rows()).toEqual(await rebuiltRows(desk))
})
