import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { activeClerks } from '../clerks/clerks'
import { prepareImage } from '../image'
import { openPractice } from '../open-practice'
import { passwordFits } from '../passwords'
import { keptLog, morningAt, imageDir, preparedImage, resources, setUpMs } from '../testing/harness'
import { clockFrom } from '../clock'
import { idNumberOf } from '../testing/people'
import { runCommand } from '../testing/run-command'
import { newStation } from '../testing/station'
import { UsageError } from './command'
import { importClerksCommand } from './import-clerks'

let folder: string
beforeAll(() => prepareImage(imageDir, resources, morningAt), setUpMs)
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'clerks-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const data = (): string => path.join(folder, 'centre')

async function withCentre<T>(
  work: (open: Awaited<ReturnType<typeof openPractice>>) => Promise<T>,
): Promise<T> {
  const open = await openPractice({
    dataDir: data(),
    image: await preparedImage(),
    resources,
    clock: clockFrom(morningAt, () => 0),
    log: keptLog(),
  })
  try {
    return await work(open)
  } finally {
    await open.database.close()
  }
}

function listOf(...lines: readonly string[]): string {
  const file = path.join(folder, 'staff.csv')
  writeFileSync(file, `\uFEFF${['id,name,role,id_number', ...lines].join('\r\n')}\r\n`)
  return file
}

const take = (file: string, ...rest: readonly string[]) =>
  runCommand(importClerksCommand, [file, '--data', data(), ...rest])

const own = idNumberOf('19800101', 7)

describe('central import-clerks', () => {
  it('takes the file as the whole staff and tells every station', { timeout: 60_000 }, async () => {
    await withCentre(({ database }) => newStation(database.db))
    const { code, said } = await take(listOf('liyulan,李玉兰,supervisor,', `chen-1,"陈,一",clerk,${own}`))
    expect(code).toBe(0)
    const [, password] = /^clerk chen-1 陈,一, password ([a-z0-9-]+)$/u.exec(said[0] ?? '') ?? []
    expect(said.slice(1)).toEqual([
      'clerk liyulan: name or role is another now',
      'clerk zhoumin: may no longer sign in',
      '2 clerks in the file: 1 with a password made now, 1 changed, 1 ended',
    ])
    await withCentre(async ({ database: { db } }) => {
      const clerks = await activeClerks(db)
      expect(clerks.map(({ id, role }) => [id, role])).toEqual([
        ['chen-1', 'clerk'],
        ['liyulan', 'supervisor'],
      ])
      const kept = resources.clerks.find(({ id }) => id === 'liyulan')?.verifier
      expect(clerks[1]?.verifier).toEqual(kept)
      expect(await passwordFits(password ?? '', clerks[0]?.verifier ?? null)).toBe(true)
      expect(await passwordFits(`${password}x`, clerks[0]?.verifier ?? null)).toBe(false)
      const numbers = db.selectFrom('clerk_relation').selectAll().where('relation', '=', 'self')
      expect(await numbers.execute()).toEqual([{ clerk: 'chen-1', id_number: own, relation: 'self' }])
      const changes = await db.selectFrom('change').select(['number', 'type', 'list']).execute()
      expect(changes).toEqual([{ number: 1, type: 'list', list: 'clerks' }])
    })
    // the same again changes nothing and tells nobody; a new password is told
    expect(
      (await take(listOf('liyulan,李玉兰,supervisor,', `chen-1,"陈,一",clerk,${own}`))).said,
    ).toHaveLength(1)
    const renewed = await take(
      listOf('liyulan,李玉兰,supervisor,', 'chen-1,"陈,一",clerk,'),
      '--renew',
      'chen-1',
    )
    expect(renewed.said[0]).not.toContain(password)
    await withCentre(async ({ database: { db } }) => {
      expect(await db.selectFrom('change').selectAll().execute()).toHaveLength(2)
    })
  })

  it('names every bad line and changes nothing', { timeout: 60_000 }, async () => {
    await withCentre(async () => undefined)
    const { code, said } = await take(
      listOf('Chen,陈,clerk,', 'chen,,clerk,1', 'sun,孙,boss', 'li,李,clerk,', 'li,李,clerk,'),
    )
    expect(code).toBe(1)
    expect(said).toEqual([
      'line 2: id: small letters, digits and -, at most 40',
      'line 3: name: a name of at most 40 characters',
      'line 3: id_number: an ID number whose check digit is right, or nothing',
      'line 4: 3 cells, but the first line names 4 columns',
      'nothing was changed: 4 problems',
    ])
    expect((await take(listOf('li,李,clerk,', 'li,李,clerk,'))).said[0]).toBe(
      'line 3: li stands in line 2 already',
    )
    await withCentre(async ({ database: { db } }) =>
      expect((await activeClerks(db)).map(({ id }) => id)).toEqual(['liyulan', 'zhoumin']),
    )
  })

  it('says what is wrong with a file that is no table', async () => {
    const file = path.join(folder, 'staff.csv')
    const said = async (content: string | Uint8Array) => {
      writeFileSync(file, content)
      return (await take(file)).said[0]
    }
    expect(await said('')).toBe('the file holds no lines below its header')
    expect(await said('id,name,role\n')).toBe('the file holds no lines below its header')
    expect(await said('id,name,age\na,b,c\n')).toContain('line 1: the columns are id, name, role, id_number')
    expect(await said('id,name,role\n"a,b,c\n')).toContain('line')
    expect(await said(new Uint8Array([0xc0, 0xee, 0x0a]))).toContain('not UTF-8')
    await expect(take(path.join(folder, 'none.csv'))).rejects.toThrow(UsageError)
    await expect(runCommand(importClerksCommand, [])).rejects.toThrow('which file?')
  })
})
