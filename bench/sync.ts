// What the bench of the line measures, as one bundle for plain Node: the counter's own core, outbox and line.
export { takeTransfers } from '../electron/core/sync/testing/town-transfers'
export { sendingCounter } from '../electron/core/sync/testing/sending-counter'
export { makeStation, openCounter } from '../electron/core/testing/practice-counter'
export { centralClient } from '../electron/core/sync/central-client'
export { startLine } from '../electron/core/sync/line'
export { stationIdentity } from '../electron/core/sync/station-token'
export { TestStation, transferBody } from '../central/testing/station'
