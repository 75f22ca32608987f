import { counterAgent } from './counter-agent'
import { counterDevices } from './counter-devices'
import { counterEnrolment } from './counter-enrolment'
import { counterLooks } from './counter-looks'
import { counterRecords } from './counter-records'
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
  ...counterEnrolment,
  ...counterSync,
  ...counterAgent,
  ...counterLooks,
  ...counterRecords,
  ...counterSecond,
} as const
