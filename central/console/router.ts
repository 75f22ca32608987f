import { implement } from '@orpc/server'
import { consoleContract } from '../../shared/contract/console'
import type { Operator } from '../../shared/contract/console'
import type { Centre } from '../centre'
import { approveCorrection, requestCorrection } from '../corrections/correct-transfer'
import { holdOperation } from '../operations/hold-operation'
import { withdrawByOffice } from '../operations/withdraw-elsewhere'
import { operatorOf, signIn, signOut } from './operators'
import { exchangeState, listIncidents, listPacks, listStations, searchOperations } from './queries'
import { storyOf } from './story'

/** What a request brings besides its input. */
export interface ConsoleContext {
  /** Of the session cookie. */
  readonly token: string | null
  /** Sets the cookie, null takes it away. */
  setToken(token: string | null): void
}

/** The console's contract, carried out: nothing is read without a session but the sign-in itself. */
export function consoleRouter(centre: Centre) {
  const { db, clock, packs, realm } = centre
  const os = implement(consoleContract).$context<ConsoleContext>()
  const operator = async ({ token }: ConsoleContext): Promise<Operator | null> =>
    token === null ? null : operatorOf(db, token, clock.now())
  return os.router({
    session: os.session.handler(async ({ context }) => ({
      operator: await operator(context),
      realm,
      at: clock.now(),
    })),
    signIn: os.signIn.handler(async ({ input, context, errors }) => {
      const answer = await signIn(db, input, clock.now())
      if (!answer.ok) throw errors[answer.error]()
      context.setToken(answer.value.token)
      return answer.value.operator
    }),
    signOut: os.signOut.handler(async ({ context }) => {
      if (context.token !== null) await signOut(db, context.token, clock.now())
      context.setToken(null)
      return null
    }),
    stations: os.stations.handler(async ({ context, errors }) => {
      if ((await operator(context)) === null) throw errors['sign-in.needed']()
      return { at: clock.now(), stations: await listStations(db) }
    }),
    search: os.search.handler(async ({ input, context, errors }) => {
      if ((await operator(context)) === null) throw errors['sign-in.needed']()
      const { rows, more } = await searchOperations(db, input)
      if (rows.length === 0 && input.by !== 'day') throw errors['operation.no-such']()
      return { at: clock.now(), operations: [...rows], more }
    }),
    story: os.story.handler(async ({ input, context, errors }) => {
      if ((await operator(context)) === null) throw errors['sign-in.needed']()
      const story = await storyOf(db, input.id)
      if (story === null) throw errors['operation.no-such']()
      return { ...story, steps: [...story.steps] }
    }),
    askCorrection: os.askCorrection.handler(async ({ input, context, errors }) => {
      const who = await operator(context)
      if (who === null) throw errors['sign-in.needed']()
      const asked = await requestCorrection(centre, {
        operationId: input.id,
        reason: input.reason,
        by: who.id,
      })
      if (!asked.ok) throw errors[asked.error.code]()
      return null
    }),
    approveCorrection: os.approveCorrection.handler(async ({ input, context, errors }) => {
      const who = await operator(context)
      if (who === null) throw errors['sign-in.needed']()
      const approved = await approveCorrection(centre, input.id, who.id)
      if (!approved.ok) throw errors[approved.error.code]()
      return null
    }),
    hold: os.hold.handler(async ({ input: { id, ...asked }, context, errors }) => {
      const by = await operator(context)
      if (by === null) throw errors['sign-in.needed']()
      const done = await holdOperation(centre, { operationId: id, ...asked, by })
      if (!done.ok) throw errors[done.error]()
      return null
    }),
    withdraw: os.withdraw.handler(async ({ input: { id, reason }, context, errors }) => {
      const by = await operator(context)
      if (by === null) throw errors['sign-in.needed']()
      const done = await withdrawByOffice(centre, { operationId: id, reason, by })
      if (!done.ok) throw errors[done.error]()
      return null
    }),
    exchange: os.exchange.handler(async ({ context, errors }) => {
      if ((await operator(context)) === null) throw errors['sign-in.needed']()
      return { at: clock.now(), ...(await exchangeState(db)) }
    }),
    incidents: os.incidents.handler(async ({ context, errors }) => {
      if ((await operator(context)) === null) throw errors['sign-in.needed']()
      const { rows, more } = await listIncidents(db)
      return { at: clock.now(), incidents: [...rows], more }
    }),
    packs: os.packs.handler(async ({ context, errors }) => {
      if ((await operator(context)) === null) throw errors['sign-in.needed']()
      return { at: clock.now(), packs: await listPacks(db, packs.current.number) }
    }),
  })
}
