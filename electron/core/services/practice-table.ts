import type { CentreFault, PracticeHour } from '../../../shared/contract/practice'
import { atShanghai, shanghaiDate } from '../../../shared/domain/china-time'
import { ok } from '../../../shared/domain/result'
import type { Core } from '../counter-core'
import { refuse } from './outcome'
import type { ServiceResult } from './outcome'

/** What the practice table can do to the world around the counter. Every act errs with `simulator.not-here` when live. */

const dayMs = 24 * 3_600_000
/** After the closing hour of every practice pack, and after its opening hour. */
const hours: Readonly<Record<PracticeHour, string>> = { evening: '22:30', morning: '06:05' }

export function setPracticeLine(core: Core, up: boolean): ServiceResult<null> {
  return atTable(core, () => {
    core.practiceWorld.line(up)
    core.moment.practice = { ...core.moment.practice, line: up ? 'up' : 'cut' }
  })
}

export function setPracticeCentre(core: Core, fault: CentreFault): ServiceResult<null> {
  return atTable(core, () => {
    core.practiceWorld.centre(fault)
    core.moment.practice = { ...core.moment.practice, centre: fault }
  })
}

/** The next time the clock would show that hour; it never goes back. */
export function movePracticeClock(core: Core, to: PracticeHour): ServiceResult<null> {
  return atTable(core, () => {
    const now = core.clock.now()
    const today = atShanghai(shanghaiDate(now), hours[to])
    core.practiceWorld.clock(today > now ? today : today + dayMs)
  })
}

export function setPracticePaper(core: Core, there: boolean): ServiceResult<null> {
  return atTable(core, () => {
    core.moment.practice = { ...core.moment.practice, paper: there }
  })
}

/** As live packs ask for it: by the member's own password, or by two who see the member agree. */
export function setPracticeVerification(core: Core, asLive: boolean): ServiceResult<null> {
  return atTable(core, () => {
    core.moment.practice = { ...core.moment.practice, asLive }
  })
}

function atTable(core: Core, act: () => void): ServiceResult<null> {
  if (core.realm !== 'practice') return refuse('simulator.not-here')
  act()
  core.changed()
  core.wakeSync()
  return ok(null)
}
