import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { StationList } from '../../shared/contract/changes'
import { rulePackSchema } from '../../shared/contract/rule-pack'
import { sha256 } from '../hash'
import { readEnrolmentCode } from '../../shared/domain/enrolment-code'
import type { Database } from '../database'
import { migrate } from '../migrations/migrate'
import { openPostgres } from '../postgres'
import { seedPractice } from '../seed'
import { morningAt, resources, setUpMs, startTestCentre } from '../testing/harness'
import { newMember } from '../testing/people'
import type { TestPostgres } from '../testing/postgres'
import { startPostgres } from '../testing/postgres'
import { runCommand } from '../testing/run-command'
import { newStation, transferBody } from '../testing/station'
import type { Command } from './command'
import { UsageError } from './command'
import { commands } from './commands'
import { enrolCodeCommand } from './enrol-code'
import { exportCommand } from './export'
import { importInstitutionsCommand } from './import-institutions'
import { migrateCommand } from './migrate'
import { operatorCommand } from './operator'
import { packCommand } from './pack'
import { reconcileExchangeCommand } from './reconcile-exchange'

/* The office's commands on a centre in service (PostgreSQL). */

const postingLine = z.looseObject({ transaction: z.number(), amountFen: z.number() })

let postgres: TestPostgres
let url: string
let database: Database
let folder: string
beforeAll(async () => {
  postgres = await startPostgres()
  url = await postgres.newDatabase()
  database = await openPostgres(url)
  await migrate(database.db, 'practice')
  await seedPractice(database.db, resources, morningAt)
  folder = mkdtempSync(path.join(tmpdir(), 'office-'))
}, setUpMs)
afterAll(async () => {
  await database.close()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
})

const file = (name: string): string => path.join(folder, name)
const run = (command: Command, ...argv: readonly string[]) => runCommand(command, argv, url)
const changesOf = (list: StationList) =>
  database.db.selectFrom('change').selectAll().where('list', '=', list).execute()

describe('central pack', () => {
  const keys = (): readonly string[] => ['--keys', file('keys')]

  it('drafts, compares, signs and publishes a pack, and tells the stations', async () => {
    await newStation(database.db)
    const next = resources.pack.number + 1
    expect((await run(packCommand, 'draft', file('draft.json'))).code).toBe(0)
    const drafted = rulePackSchema.parse(JSON.parse(readFileSync(file('draft.json'), 'utf8')))
    expect(drafted).toMatchObject({ number: next, validFrom: '2026-11-24', realm: 'practice' })
    const changed = {
      ...drafted,
      transfer: { ...drafted.transfer, maxPerDay: drafted.transfer.maxPerDay + 1 },
    }
    writeFileSync(file('draft.json'), JSON.stringify(changed))

    const { said } = await run(packCommand, 'diff', file('draft.json'))
    expect(said.join('\n')).toMatch(/3.*4/u)
    await run(packCommand, 'sign', file('draft.json'), '--to', file('pack.jws'), ...keys())
    expect(await run(packCommand, 'publish', file('pack.jws'), '--by', '陈', ...keys())).toEqual({
      code: 0,
      said: [`pack ${next} is published and holds from 2026-11-24 on`],
    })
    expect((await run(packCommand, 'list')).said).toEqual([
      `pack ${resources.pack.number}, from ${resources.pack.validFrom} on, unsigned, practice only`,
      `pack ${next}, from 2026-11-24 on, published 2026-11-23T01:30:00.000Z by 陈`,
      '2 packs',
    ])
    expect(await changesOf('rule-packs')).toHaveLength(1)
    // the same again changes nothing
    expect((await run(packCommand, 'publish', file('pack.jws'), '--by', '陈', ...keys())).code).toBe(0)
    expect(await changesOf('rule-packs')).toHaveLength(1)
  })

  it('says what is wrong with a draft, a signature, a word', async () => {
    writeFileSync(file('bad.json'), JSON.stringify({ ...resources.pack, number: 0, extra: 1 }))
    const bad = await run(packCommand, 'diff', file('bad.json'))
    expect(bad.code).toBe(1)
    expect(bad.said[0]).toMatch(/^number: /u)
    writeFileSync(file('bad.json'), '{')
    expect((await run(packCommand, 'diff', file('bad.json'))).said).toEqual([
      'the file is not JSON',
      'nothing was changed',
    ])
    writeFileSync(file('other.jws'), 'eyJhbGciOiJFZERTQSJ9.e30.AAAA')
    const refused = await run(packCommand, 'publish', file('other.jws'), '--by', '陈', ...keys())
    expect(refused).toMatchObject({ code: 1 })
    expect(refused.said[0]).toContain('signature')
    await expect(run(packCommand, 'burn')).rejects.toThrow(UsageError)
    await expect(run(packCommand, 'diff')).rejects.toThrow('which file?')
    await expect(run(packCommand, 'publish', file('pack.jws'), ...keys())).rejects.toThrow('--by is missing')
  })
})

it('a live centre comes up from nothing by the commands of the manual', { timeout: 30_000 }, async () => {
  const live = await postgres.newDatabase()
  const go = async (command: Command, ...argv: readonly string[]) => {
    const { code, said } = await runCommand(command, argv, live)
    expect({ code, said }).toMatchObject({ code: 0 })
    return said
  }
  const keys = ['--keys', file('live-keys')]
  await go(migrateCommand, '--realm', 'live')
  await go(packCommand, 'draft', file('live.json'), '--from', 'resources/national-rule-pack.json')
  await go(packCommand, 'sign', file('live.json'), '--to', file('live.jws'), ...keys)
  await go(packCommand, 'publish', file('live.jws'), '--by', '陈', ...keys)
  await go(operatorCommand, 'chen', '--name', '陈')
  const [code] = await go(
    enrolCodeCommand,
    ...['town-1', '--hall', '大厅', '--desk', '1', '--by', '陈', '--realm', 'live', ...keys],
  )
  expect(readEnrolmentCode('live', code ?? '').ok).toBe(true)
  // a practice pack, even signed, does not come into it
  writeFileSync(file('practice.json'), JSON.stringify({ ...resources.pack, number: 9 }))
  await go(packCommand, 'sign', file('practice.json'), '--to', file('practice.jws'), ...keys)
  const refused = await runCommand(
    packCommand,
    ['publish', file('practice.jws'), '--by', '陈', ...keys],
    live,
  )
  expect(refused).toMatchObject({ code: 1 })
  expect(refused.said[0]).toContain('mixed up')
})

describe('central import-institutions', () => {
  const header = 'code,name,region,kind,takes_wallet,phone,as_of'
  const take = (...lines: readonly string[]) => {
    writeFileSync(file('list.csv'), [header, ...lines].join('\n'))
    return run(importInstitutionsCommand, file('list.csv'))
  }

  it('adds and changes, and names every bad line without taking any', async () => {
    const good = 'H1,上庄乡卫生院,620000/兰州市,乡镇卫生院,yes,,2026-11-01'
    expect((await take(good, 'H2,百草堂,620000/兰州市,药店,no,0931-1,2026-11-01')).said).toEqual([
      '2 institutions in the file: 2 added, 0 changed',
    ])
    expect(await take('H3,河西镇卫生院,兰州,卫生院,maybe,,2026-11-31', good)).toEqual({
      code: 1,
      said: [
        'line 2: region: six digits, a stroke and the place, such as 620000/兰州市',
        'line 2: takes_wallet: yes, window, no or unknown',
        'line 2: as_of: a date, YYYY-MM-DD',
        'nothing was changed: 3 problems',
      ],
    })
    expect((await take(good.replace('yes', 'window'))).said).toEqual([
      '1 institutions in the file: 0 added, 1 changed',
    ])
    const rows = await database.db
      .selectFrom('institution')
      .select(['code', 'takes_wallet'])
      .orderBy('code')
      .execute()
    expect(rows).toEqual([
      { code: 'H1', takes_wallet: 'window' },
      { code: 'H2', takes_wallet: 'no' },
    ])
    expect(await changesOf('institutions')).toHaveLength(2)
  })
})

describe('central export and reconcile-exchange', () => {
  it('writes what an auditor can check, nobody in it unless asked for', async () => {
    const centre = await startTestCentre({ database })
    const station = await newStation(database.db)
    const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
    await centre.send(station, station.payload(payer, transferBody(payee, 30), centre.at))
    await centre.close()
    const out = await run(exportCommand, file('audit'))
    expect(out.code).toBe(0)
    const manifest: unknown = JSON.parse(readFileSync(file('audit/manifest.json'), 'utf8'))
    const texts = ['operations', 'postings', 'changes'].map((name) =>
      readFileSync(file(`audit/${name}.jsonl`), 'utf8'),
    )
    expect(manifest).toMatchObject({
      personalData: false,
      files: texts.map((text) => ({ lines: text.split('\n').length - 1, sha256: sha256(text) })),
    })
    const all = texts.join('')
    const people = [payer, payee].flatMap(({ name, idNumber, id }) => [name, idNumber, `/${id}"`])
    expect(people.filter((told) => all.includes(told))).toEqual([])
    expect(texts[0]).toContain('"kind":"transfer"')
    const sums = new Map<number, number>()
    for (const line of (texts[1] ?? '').trim().split('\n')) {
      const { transaction, amountFen } = postingLine.parse(JSON.parse(line))
      sums.set(transaction, (sums.get(transaction) ?? 0) + amountFen)
    }
    expect([...sums.values()].filter((sum) => sum !== 0)).toEqual([])
    expect(sums.size).toBeGreaterThan(2)

    await run(exportCommand, file('whole'), '--with-personal-data')
    expect(readFileSync(file('whole/operations.jsonl'), 'utf8')).toContain(payer.idNumber)
    expect((await run(exportCommand, file('audit'))).code).toBe(1)
  })

  it('names what the statement of the exchange and this centre do not agree on', async () => {
    const id = '018f3c5e-0000-7000-8000-000000000001'
    writeFileSync(file('statement.csv'), `id,answer\n${id},received\n`)
    const out = await run(reconcileExchangeCommand, file('statement.csv'), '--day', '2026-11-23')
    expect(out).toEqual({
      code: 1,
      said: [
        `${id}: the other side answered, here it is still open`,
        '1 lines compared, 1 differences; in clearing now (fen): 0',
      ],
    })
    const incidents = await database.db
      .selectFrom('incident')
      .select('kind')
      .where('kind', '=', 'exchange-differs')
      .execute()
    expect(incidents).toHaveLength(1)
    await expect(run(reconcileExchangeCommand, file('statement.csv'), '--day', 'today')).rejects.toThrow(
      '--day',
    )
  })
})

it('every command says how it is used, and refuses words it does not know', async () => {
  for (const command of commands) {
    expect(command.usage.startsWith(command.name)).toBe(true)
    await expect(run(command, '--no-such-word')).rejects.toThrow(UsageError)
  }
})
