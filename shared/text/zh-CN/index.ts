import { consoleWords } from './console'
import { core } from './core'
import { counter } from './counter'
import { errors } from './errors'
import { member } from './member'
import { packs } from './packs'
import { states } from './states'

/** One catalogue per language, in rooms: who reads the words is the room's name. */
export const messages = { console: consoleWords, core, counter, errors, member, packs, states }
