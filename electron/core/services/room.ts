import type { ErrorCode } from '../../../shared/domain/errors'
import type { Core } from '../counter-core'

/**
 * Why there is no room to begin a visit, or to take an operation; null = there is. What is under way goes on: answers
 * of the centre are always written (design.md section 4).
 */
export function roomProblem({ guards }: Core, beginning: 'visit' | 'taking'): ErrorCode | null {
  const room = guards.room()
  if (room === 'full') return 'disk.full'
  return room === 'low' && beginning === 'visit' ? 'disk.low' : null
}
