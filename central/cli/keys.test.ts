import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stickLabelFile } from '../../shared/contract/stick'
import type { Database } from '../database'
import { migrate } from '../migrations/migrate'
import { openPostgres } from '../postgres'
import { seedPractice } from '../seed'
import { morningAt, resources, resourcesDir, setUpMs } from '../testing/harness'
import type { TestPostgres } from '../testing/postgres'
import { startPostgres } from '../testing/postgres'
import { runCommand } from '../testing/run-command'
import { beginEpoch } from '../testing/slip'
import { newStation } from '../testing/station'
import type { Command } from './command'
import { UsageError } from './command'
import { keysCommand } from './keys'
import { stickLabelCommand } from './stick-label'

/* `central keys` and `central stick-label` as an operator types them. */

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
  folder = mkdtempSync(path.join(tmpdir(), 'keys-'))
}, setUpMs)
afterAll(async () => {
  await database.close()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
})

const keys = (): readonly string[] => ['--keys', path.join(folder, 'keys')]
const run = (command: Command, ...argv: readonly string[]) => runCommand(command, [...argv, ...keys()], url)
const refuses = (command: Command, argv: readonly string[], words: string | RegExp) =>
  expect(runCommand(command, argv, url)).rejects.toThrow(words)

describe('central keys', () => {
  it('says what was typed wrong, and changes nothing by it', async () => {
    await expect(run(keysCommand)).rejects.toThrow(UsageError)
    await refuses(keysCommand, [...keys()], 'keys announce|change|list, not nothing')
    await refuses(keysCommand, ['rotate', ...keys()], 'keys announce|change|list, not rotate')
    await refuses(keysCommand, ['announce', ...keys()], '--by is missing')
    await refuses(keysCommand, ['announce', '--by', '  ', ...keys()], '--by is a name of at most 60')
    await refuses(
      keysCommand,
      ['announce', '--by', '长'.repeat(61), ...keys()],
      '--by is a name of at most 60',
    )
    await refuses(keysCommand, ['list'], "--keys is missing: the folder of the centre's keys")
    await refuses(keysCommand, ['list', '--who', 'x', ...keys()], /Unknown option '--who'/u)
    for (const number of ['-1', 'two', '1.5', ''])
      await refuses(
        keysCommand,
        ['change', '--by', '陈', `--unheard=${number}`, ...keys()],
        '--unheard is not a number from 0 to 1000000',
      )
    expect(await run(keysCommand, 'change', '--by', '陈')).toEqual({
      code: 1,
      said: ['nothing was changed: no keys are announced'],
    })
    const announced = await database.db.selectFrom('centre_key_change').selectAll().execute()
    expect(announced).toEqual([])
  })

  it('announces, lists who has not heard, changes only with the right number of them, and lists what is in use', async () => {
    const station = await newStation(database.db)
    await beginEpoch(database.db, station)
    const [inUse = ''] = (await run(keysCommand, 'list')).said
    expect(inUse).toMatch(/^in use: \S{43}$/u)
    const { code, said } = await run(keysCommand, 'announce', '--by', '陈')
    expect(code).toBe(0)
    const [, next = ''] =
      /^change 1 to the keys of (\S+) is announced; 1 counters have not heard$/u.exec(said[0] ?? '') ?? []
    expect(next).not.toBe('')
    // the same again is the same announcement
    expect(await run(keysCommand, 'announce', '--by', '林')).toEqual({ code: 0, said })
    const at = '2026-11-23T01:30:00.000Z'
    expect((await run(keysCommand, 'list')).said).toEqual([
      inUse,
      `change 1 to ${next}, announced ${at} by 陈, not in use yet`,
      `has not heard: ${station.id}`,
    ])
    expect(await run(keysCommand, 'change', '--by', '陈')).toEqual({
      code: 1,
      said: ['nothing was changed: 1 counters have not heard of it, not 0'],
    })
    expect(await run(keysCommand, 'change', '--by', '陈', '--unheard', '1')).toEqual({
      code: 0,
      said: [`the keys of ${next} are in use: publish the rules once more under the next number`],
    })
    expect((await run(keysCommand, 'list')).said).toEqual([
      `in use: ${next}`,
      `change 1 to ${next}, announced ${at} by 陈, in use since ${at}`,
      `has not heard: ${station.id}`,
    ])
    expect((await run(keysCommand, 'change', '--by', '陈')).code).toBe(1)
  })

  it('refuses keys that are not those of the database, and says what to do', async () => {
    const others = ['--keys', path.join(folder, 'other-keys')]
    await refuses(
      keysCommand,
      ['list', ...others],
      /not the keys this database is served with.*central keys change/u,
    )
  })
})

describe('central stick-label', () => {
  const to = (): readonly string[] => ['--to', folder]
  const resourced = ['--resources', resourcesDir]

  it('writes the signed label to the top of the stick and says where', async () => {
    const target = path.join(folder, stickLabelFile)
    const { code, said } = await run(stickLabelCommand, '--medium', 'town-stick_1', ...to(), ...resourced)
    expect({ code, said }).toEqual({ code: 0, said: [`town-stick_1: ${target}`] })
    const label = readFileSync(target, 'utf8').trim()
    const [inUse = ''] = (await run(keysCommand, 'list')).said
    expect(decodeProtectedHeader(label)).toMatchObject({
      alg: 'EdDSA',
      typ: 'stick-label',
      kid: inUse.replace('in use: ', ''),
    })
    const said2 = JSON.parse(Buffer.from(label.split('.')[1] ?? '', 'base64url').toString('utf8')) as unknown
    expect(said2).toMatchObject({ realm: 'practice', medium: 'town-stick_1', madeAt: morningAt })
    rmSync(target)
  })

  it('says what was typed wrong, and writes nothing', async () => {
    await refuses(stickLabelCommand, [...to(), ...keys()], '--medium is missing')
    await refuses(stickLabelCommand, ['--medium', 'm', ...keys()], '--to is missing')
    for (const medium of ['', 'two words', '盘', 'x'.repeat(65)])
      await refuses(
        stickLabelCommand,
        ['--medium', medium, ...to(), ...keys(), ...resourced],
        '--medium is 1 to 64 letters, digits, _ or -',
      )
    expect(existsSync(path.join(folder, stickLabelFile))).toBe(false)
    const nowhere = path.join(folder, 'not-plugged-in')
    await refuses(
      stickLabelCommand,
      ['--medium', 'm', '--to', nowhere, ...keys(), ...resourced],
      '--to: there is no folder',
    )
  })
})
