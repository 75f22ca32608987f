import type { EnrolmentForm, StoreAct, StoreState } from '../../../shared/contract/store'
import type { ChangesSignal } from '../server/changes-signal'
import type { ServiceResult } from '../services/outcome'

/** The store as the recovery screen deals with it: there from the start of core, long before the store is open. */
export interface StoreDesk {
  state(): StoreState
  /** Changes with every state. */
  readonly changes: ChangesSignal
  /** Takes one of the offered ways out; what came of it is the next state. Refuses what is not offered. */
  act(act: StoreAct): Promise<ServiceResult<null>>
  /** Only while the folder is to be enrolled. */
  readonly enrol?: (form: EnrolmentForm) => Promise<ServiceResult<null>>
}
