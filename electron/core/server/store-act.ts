import type { StoreAct, StoreState } from '../../../shared/contract/store'
import { ok } from '../../../shared/domain/result'
import { refuse } from '../services/outcome'
import type { ServiceResult } from '../services/outcome'
import type { StoreDesk } from '../store/store-desk'

/**
 * Hands an act of the recovery screen to the store. An act that is sent once more after its answer was lost finds the
 * store open or on its way: there is nothing left to do then. What is not offered, or gives up other frames than
 * those that stood on the screen, is refused.
 */
export async function storeAct(desk: StoreDesk, act: StoreAct): Promise<ServiceResult<null>> {
  const state = desk.state()
  if (state.state !== 'trouble') return ok(null)
  if (!state.acts.includes(act.type) || !meansTheseFrames(state, act)) return refuse('message.not-allowed')
  return desk.act(act)
}

function meansTheseFrames({ damage }: Extract<StoreState, { state: 'trouble' }>, act: StoreAct): boolean {
  if (act.type !== 'go-on-without') return true
  return damage !== null && damage.firstFrame === act.firstFrame && damage.lastFrame === act.lastFrame
}
