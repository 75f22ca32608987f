import type { Book } from '../operations/book'
import { newWork } from '../operations/work'

/** A book in which nobody is and nothing was done. */
export function emptyBook(at: number): Book {
  return {
    at,
    members: new Map(),
    accounts: new Map(),
    wallets: new Map(),
    transfers: new Map(),
    operations: new Map(),
    premiums: new Map(),
    relations: [],
    related: new Set(),
    secondPersons: new Map(),
    given: new Set(),
    bindings: new Map(),
    verified: new Map(),
    withdrawals: new Map(),
    payersOf: new Map(),
    membersOf: new Map(),
    walletsOnPhone: new Map(),
    creditedAtOnce: new Set(),
    work: newWork(),
  }
}
