import type { ErrorCode } from '../../domain/errors'
import type { ErrorWords } from '../words'
import { errorsAgents } from './errors-agents'
import { errorsCentre } from './errors-centre'
import { errorsDoor } from './errors-door'
import { errorsDevices } from './errors-devices'
import { errorsEnrol } from './errors-enrol'
import { errorsLooks } from './errors-looks'
import { errorsMachine } from './errors-machine'
import { errorsPacks } from './errors-packs'
import { errorsPeople } from './errors-people'
import { errorsStore } from './errors-store'

/** Every refusal in words: what the clerk reads, what the clerk tells the person, what to do next. */
export const errors = {
  ...errorsPeople,
  ...errorsMachine,
  ...errorsDevices,
  ...errorsStore,
  ...errorsCentre,
  ...errorsPacks,
  ...errorsDoor,
  ...errorsEnrol,
  ...errorsAgents,
  ...errorsLooks,
} as const satisfies Record<ErrorCode, ErrorWords>
