// What happened to a live counter while nobody looked: enrolled, worked on, copied, restored, three weeks without a line.
// Done with the product's own core against a live centre on PostgreSQL. Loaded by way of vite, as the product's modules are.
import { randomUUID } from 'node:crypto'
import { cpSync, mkdirSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { importStick } from '../central/stick/import-stick'
import { stickLabel } from '../central/stick/stick-label'
import { newMember } from '../central/testing/people'
import { startPostgres } from '../central/testing/postgres'
import { makeBackup } from '../electron/core/backup/make-backup'
import { restoreBackup } from '../electron/core/backup/restore-backup'
import { liveDatabase, livePack, startLiveCentre } from '../electron/core/enrolment/testing/live-centre'
import { live, openEnrolment } from '../electron/core/enrolment/testing/live-counter'
import type { LiveCounter, LiveOptions } from '../electron/core/enrolment/testing/live-counter'
import { takeOpenings } from '../electron/core/enrolment/testing/take-openings'
import { TestKeychain } from '../electron/core/keys/testing/test-keychain'
import { take as takeOne, transferForm } from '../electron/core/testing/clerk-acts'
import { operationNumber } from '../electron/core/views/operation-view'
import { files } from '../electron/files/files'
import { otherDisk } from '../electron/files/other-disk'
import { stickLabelFile } from '../shared/contract/stick'
import { shanghaiDate } from '../shared/domain/china-time'
import type { OperationId, StationId } from '../shared/domain/ids'

const dayMs = 86_400_000
/** Every start asks for it: no keychain of the machine is asked. */
export const passphrase = '春天 花园 小鸟 唱歌 大厅'
const keychain = new TestKeychain()
keychain.gone = true

/** What the centre's label is called, at the top of a stick. */
export const labelFile = stickLabelFile

export type Taken = Readonly<{ id: OperationId; number: string }>

/** The centre stands on another machine in life: here it leaves the processors to the app. */
const behind = os.constants.priority.PRIORITY_BELOW_NORMAL

/** @param at the centre's time (ms since 1970); from there its clock runs */
export async function runOffice(at: number) {
  const postgres = await startPostgres(behind)
  const database = await liveDatabase(await postgres.newDatabase())
  const centre = await startLiveCentre(database, at, { running: true })
  // a counter that was away for three weeks still lets its clerks in
  const signIn = { offlineDays: 30, tries: 5, lockMinutes: 10 }
  await centre.publish(livePack({ number: livePack().number + 1, signIn }))

  /** One life of core over the folder, of which nothing is left but what it wrote. */
  async function life<T>(
    folder: string,
    options: LiveOptions & { readonly at?: number },
    work: (counter: LiveCounter) => Promise<T>,
  ): Promise<T> {
    const counter = await live(folder, keychain, options.at ?? at, { passphrase, line: false, ...options })
    try {
      return await work(counter)
    } finally {
      await counter.close()
    }
  }

  async function take(counter: LiveCounter, count: number): Promise<readonly Taken[]> {
    const ids = await takeOpenings(counter.core, database, count)
    const visit = counter.core.projection.openVisit()
    if (visit !== null)
      counter.core.commit([{ type: 'visit-ended', visitId: visit.id, clerk: 'liyulan' as never }])
    return ids.map((id) => takenOf(counter, id))
  }

  function takenOf({ core }: LiveCounter, id: OperationId): Taken {
    const record = core.projection.operation(id)
    return { id, number: record === null ? '' : (operationNumber(core, record.operation) ?? '') }
  }

  async function round(counter: LiveCounter): Promise<void> {
    const cause = await counter.round()
    if (cause !== null) throw new Error(`the round ended with ${cause}`)
  }

  return {
    url: centre.url,
    code: (station: string) => centre.code(station),

    /**
     * The folder becomes this station, so many days ago by its own clock; where its centre is said to listen can be another
     * way there.
     */
    async enrol(folder: string, station: string, address = centre.url, daysAgo = 0): Promise<void> {
      mkdirSync(folder, { recursive: true })
      const then = at - daysAgo * dayMs
      const desk = await openEnrolment(folder, keychain, then)
      const done = await desk.enrol({ code: await centre.code(station), address, passphrase })
      if (!done.ok) throw new Error(JSON.stringify(done.error))
      await life(folder, { at: then }, round)
    },

    /** Takes so many wallet openings and sends them. */
    takeAndSend: (folder: string, count: number) =>
      life(folder, {}, async (counter) => {
        const taken = await take(counter, count)
        await round(counter)
        return taken
      }),

    /** Members whose cards cannot be read are typed in and send money: it waits for a second person, which the centre hears. */
    takeTyped: (folder: string, count: number) =>
      life(folder, {}, async (counter) => {
        await counter.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
        await round(counter)
        counter.core.moment.line = { ...counter.core.moment.line, state: 'up' }
        const taken: Taken[] = []
        for (let n = 0; n < count; n++) {
          const payer = await newMember(database.db, { name: '试云' })
          const payee = await newMember(database.db, { name: '试雨' })
          const { idNumber, name } = payer
          await counter.counter.openTyped({ entryId: randomUUID(), idNumber, name })
          await counter.until(() => counter.view().visit?.factsState === 'current', 'facts')
          const visitId = counter.view().visit?.visitId ?? ''
          await counter.counter.confirmPerson({ visitId, same: true })
          const to = {
            payeeName: payee.name,
            payeeIdNumber: payee.idNumber,
            payeeRegion: payee.insuredRegion,
          }
          const id = await takeOne(counter, visitId, { ...transferForm('100'), ...to })
          await counter.counter.endVisit({ visitId })
          taken.push(takenOf(counter, id))
        }
        await round(counter)
        return taken
      }),

    /** What became of an operation at its counter, once it has heard of the centre again. */
    heard: (folder: string, { id }: Taken) =>
      life(folder, {}, async (counter) => {
        await counter.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
        await round(counter)
        const { state, approvedBy, rejectedBy } = await counter.counter.operation({ operationId: id })
        return { state, approvedBy: approvedBy?.name ?? null, rejectedBy }
      }),

    /** Takes so many and sends none. */
    takeOnly: (folder: string, count: number) => life(folder, {}, (counter) => take(counter, count)),

    /** Somebody copies the folder, and on the copy goes on: it gives numbers before it hears of the centre. */
    async cloneAndGoOn(folder: string, copy: string, count: number): Promise<readonly Taken[]> {
      cpSync(folder, copy, { recursive: true })
      return life(copy, { adopt: true }, async (counter) => {
        const taken = await take(counter, count)
        await counter.drainWithout()
        return taken
      })
    },

    /** From today's pack on this station may carry by hand on this medium, the last weeks too. */
    allowSticks: (station: string, medium: string): Promise<void> => {
      const day = (ago: number): string => shanghaiDate(at - ago * dayMs)
      const rule = { station: station as StationId, from: day(30), to: day(-2), media: [medium] }
      return centre.publish(livePack({ number: livePack().number + 2, signIn, sticks: [rule] }))
    },

    /** The file that `central stick-label` writes to a stick. */
    async label(medium: string): Promise<string> {
      const label = await stickLabel(centre.centre, centre.keys, medium)
      if (label === null) throw new Error('no such medium')
      return label
    },

    /** Writes what waits to the stick with this label, through the counter's own procedures. */
    writeStick: (folder: string, labelFile: string) =>
      life(folder, {}, async (counter) => {
        await counter.counter.signIn({ clerk: 'liyulan', password: 'lianxi2026' })
        counter.core.moment.line = { ...counter.core.moment.line, state: 'down' }
        counter.picks.push(labelFile)
        return counter.counter.writeStick({})
      }),

    /** What `central import-stick` does with a file that was carried in. */
    async carry(text: string): Promise<{ readonly answer: string; readonly again: boolean }> {
      await centre.centre.packs.refresh()
      const taken = await importStick(centre.centre, centre.keys, text.trim(), '陈')
      if (!taken.ok) throw new Error(taken.error.code)
      return taken.value
    },

    async backUp(folder: string, station: string, shelf: string): Promise<string> {
      const parts = { files, disk: otherDisk, dataDir: folder, realm: 'live', upTo: null } as const
      mkdirSync(shelf, { recursive: true })
      const made = await makeBackup(
        { ...parts, station: station as StationId, now: () => at },
        shelf,
        () => undefined,
      )
      if (!made.ok) throw new Error(made.error)
      return made.value.folder
    },

    restore(backup: string, folder: string): void {
      const restored = restoreBackup(files, backup, folder, '20261126-100000')
      if (!restored.ok) throw new Error(restored.error)
    },

    /** Weeks without a line on an injected clock: each day worked, the last one is today. */
    weeksOffline: (folder: string, days: number, aDay: number): Promise<readonly Taken[]> =>
      life(folder, { at: at - days * dayMs }, async (counter) => {
        const taken: Taken[] = []
        for (let ago = days - 1; ago >= 0; ago--) {
          counter.clock.notBefore(at - ago * dayMs)
          taken.push(...(await take(counter, aDay)))
        }
        return taken
      }),

    /** What became of this station's operations at the centre, and how often money or a wallet was touched for them. */
    async atCentre(station: string): Promise<{ operations: number; done: number; wallets: number }> {
      const rows = await database.db
        .selectFrom('operation')
        .leftJoin('wallet', 'wallet.opened_by', 'operation.id')
        .select(['operation.id', 'outcome_type', 'wallet.member_id as opened'])
        .where('station', '=', station as StationId)
        .execute()
      return {
        operations: rows.length,
        done: rows.filter(({ outcome_type: type }) => type === 'done').length,
        wallets: rows.filter(({ opened }) => opened !== null).length,
      }
    },

    async stop(): Promise<void> {
      await centre.close()
      await database.close()
      await postgres.stop()
    },
  }
}

export type Office = Awaited<ReturnType<typeof runOffice>>
export const liveOf = (dataDir: string): string => path.join(dataDir, 'live')
