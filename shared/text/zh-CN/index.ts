import { core } from './core'
import { counter } from './counter'
import { errors } from './errors'
import { member } from './member'
import { packs } from './packs'
import { states } from './states'

/** One catalogue per language, in rooms: who reads the words is the room's name. */
export const messages = { core, counter, errors, member, packs, states }
