import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { ed25519JwkSchema } from '../../shared/contract/enrolment'
import { endPartner, registerPartner } from '../partners/partners'
import type { Command, Typed } from './command'
import { UsageError } from './command'
import { databaseOptions, openDatabase } from './open-centre'

const kindSchema = z.enum(['institution', 'tax'])

export const partnerCommand: Command = {
  name: 'partner',
  usage: `partner ID --kind institution --institution CODE --key FILE --by NAME [--data DIR]
  central partner ID --kind tax --key FILE --by NAME [--data DIR]
      makes the key of an institution, or of the authority that collects premiums, known: FILE is its public Ed25519 key as
      JWK. What it signs is taken from then on; NAME, who registers it, is kept
  central partner ID --end [--data DIR]
      takes nothing of it any more`,
  options: {
    ...databaseOptions,
    by: { type: 'string' },
    end: { type: 'boolean' },
    institution: { type: 'string' },
    key: { type: 'string' },
    kind: { type: 'string' },
  },
  async run(typed, surroundings) {
    const [id = ''] = typed.words
    if (!/^[a-z0-9-]{1,40}$/u.test(id))
      throw new UsageError('a partner is named by small letters, digits and -')
    const at = surroundings.clock.now()
    const order = typed.has('end') ? null : { id, ...registrationOf(typed), at }
    const database = await openDatabase(typed, surroundings)
    try {
      if (order === null) {
        const ended = await endPartner(database.db, id, at)
        surroundings.say(
          ended ? `partner ${id} is ended` : `nothing was changed: no partner ${id} is at work`,
        )
        return ended ? 0 : 1
      }
      const made = await registerPartner(database.db, order)
      surroundings.say(made.ok ? `partner ${id} is known` : `nothing was changed: ${why[made.error]}`)
      return made.ok ? 0 : 1
    } finally {
      await database.close()
    }
  },
}

const why = {
  'name-or-key-used': 'this name or this key was given before; take a new one',
  'unknown-institution': 'the centre has no institution of this code; import it first',
} as const

function registrationOf(typed: Typed) {
  const kind = kindSchema.safeParse(typed.needed('kind'))
  if (!kind.success) throw new UsageError('--kind is institution or tax')
  const institution = kind.data === 'institution' ? typed.needed('institution') : null
  const by = typed.needed('by').trim()
  if (by === '' || by.length > 60) throw new UsageError('--by is a name of at most 60 characters')
  return { kind: kind.data, institution, by, publicKeyJwk: keyIn(path.resolve(typed.needed('key'))) }
}

function keyIn(file: string): z.infer<typeof ed25519JwkSchema> {
  try {
    const key = ed25519JwkSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    if (key.success) return key.data
  } catch (error) {
    const unreadable = error instanceof SyntaxError || (error instanceof Error && 'code' in error)
    if (!unreadable) throw error
  }
  throw new UsageError('--key is a file with a public Ed25519 key as JWK (kty, crv, x) and nothing private')
}
