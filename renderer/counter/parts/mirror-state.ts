import type { StoreView } from '../../../shared/contract/view'

/** How the second copy stands: a word of `counter.devices.mirrorStates` and `mirrorTips`. */
export function mirrorState({
  code,
  lagFrames,
}: NonNullable<StoreView['mirror']>): 'even' | 'behind' | 'stopped' {
  if (code !== null) return 'stopped'
  return lagFrames === 0 ? 'even' : 'behind'
}
