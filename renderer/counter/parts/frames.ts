import type { StoreDamage } from '../../../shared/contract/store'
import type { Words } from './words'

/** The frames of a damage as a clerk says them. */
export function framesInWords(
  t: Words['t'],
  { firstFrame: first, lastFrame: last }: Pick<StoreDamage, 'firstFrame' | 'lastFrame'>,
): string {
  if (last === null) return t('counter.recovery.facts.from', { first })
  return last === first
    ? t('counter.recovery.facts.one', { first })
    : t('counter.recovery.facts.range', { first, last })
}

/** What is read out on the telephone: the code and the frames. */
export function callCode(code: string, damage: StoreDamage | null): string {
  if (damage === null) return code
  const { firstFrame, lastFrame } = damage
  return `${code} ${String(firstFrame)}${lastFrame === null ? '+' : `–${String(lastFrame)}`}`
}
