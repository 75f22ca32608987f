import { createRouterClient, ORPCError } from '@orpc/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { consoleContract } from '../../shared/contract/console'
import type { OperationId } from '../../shared/domain/ids'
import type { Database } from '../database'
import { openPostgres } from '../postgres'
import { morningAt, setUpMs } from '../testing/harness'
import type { Instance } from '../testing/instance'
import { instanceOn, seededDatabase } from '../testing/instance'
import { newMember } from '../testing/people'
import type { TestPostgres } from '../testing/postgres'
import { startPostgres } from '../testing/postgres'
import { newStation, transferBody } from '../testing/station'
import { makeOperator } from './operators'
import { consoleRouter } from './router'

/* What the console asks, on the database that centres run on; what it says is console.test.ts. */

let postgres: TestPostgres
let database: Database
let instance: Instance
let password: string
let done: OperationId
let token: string | null = null
beforeAll(async () => {
  postgres = await startPostgres()
  database = await openPostgres(await seededDatabase(postgres))
  instance = instanceOn(database)
  password = (await makeOperator(database.db, { id: 'chen', name: '陈主管' }, morningAt)) ?? ''
  const station = await newStation(database.db)
  const [payer, payee] = [await newMember(database.db), await newMember(database.db)]
  const payload = station.payload(payer, transferBody(payee, 10), morningAt)
  expect(await instance.work(await station.batch([payload]))).toMatchObject({ ok: true })
  done = payload.id
}, setUpMs)
afterAll(async () => {
  await database.close()
  await postgres.stop()
}, setUpMs)

/** A question with its answer where there is one to be told; every other procedure is asked with rubbish. */
const known: Readonly<Record<string, () => unknown>> = {
  session: () => undefined,
  stations: () => undefined,
  search: () => ({ by: 'day', text: '2026-11-23' }),
  story: () => ({ id: done }),
  incidents: () => undefined,
  packs: () => undefined,
}

async function ask(name: string, input: unknown): Promise<unknown> {
  const context = {
    token,
    setToken: (next: string | null) => {
      token = next
    },
  }
  const client: unknown = createRouterClient(consoleRouter(instance), { context })
  const procedure: unknown = Reflect.get(Object(client), name)
  if (typeof procedure !== 'function') throw new Error(`no procedure ${name}`)
  return Reflect.apply(procedure, undefined, [input])
}

it('answers every procedure of the contract, or refuses it by a code', async () => {
  expect(await ask('signIn', { id: 'chen', password })).toMatchObject({ id: 'chen' })
  for (const name of Object.keys(consoleContract).filter((one) => !/^sign(In|Out)$/.test(one))) {
    const input = known[name]
    if (input !== undefined) {
      expect(await ask(name, input()), name).toBeTypeOf('object')
      continue
    }
    const end = await ask(name, { id: 'rubbish' }).catch((error: unknown) => error)
    if (end instanceof Error) expect(end, name).toBeInstanceOf(ORPCError)
  }
  expect(await ask('story', { id: done })).toMatchObject({ operation: { id: done } })
  await ask('signOut', undefined)
  expect(token).toBeNull()
  await expect(ask('stations', undefined)).rejects.toMatchObject({ code: 'sign-in.needed' })
})
