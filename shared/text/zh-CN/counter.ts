import { counterAgent } from './counter-agent'
import { counterDay } from './counter-day'
import { counterDevices } from './counter-devices'
import { counterEnrolment } from './counter-enrolment'
import { counterLooks } from './counter-looks'
import { counterRecords } from './counter-records'
import { counterRemote } from './counter-remote'
import { counterSecond } from './counter-second'
import { counterServices } from './counter-services'
import { counterShell } from './counter-shell'
import { counterStore } from './counter-store'
import { counterSync } from './counter-sync'
import { counterVisit } from './counter-visit'

/** Every word of the clerk's window that is not an error and not a state. */
export const counter = {
  ...counterShell,
  ...counterVisit,
  ...counterServices,
  ...counterStore,
  ...counterDevices,
  ...counterDay,
  ...counterEnrolment,
  ...counterSync,
  ...counterAgent,
  ...counterLooks,
  ...counterRecords,
  ...counterSecond,
  ...counterRemote,
} as const
