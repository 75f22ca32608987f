/** Everything this process may say in a log. A closed list of codes and nothing else: no personal data can slip in. */
export type LogCode =
  | 'devices.started'
  | 'devices.port-served'
  | 'devices.malformed-message'
  | 'devices.malformed-port-message'
  | 'devices.already-started'
  | 'devices.people-unreadable'
  | 'devices.list-failed'
  | 'devices.close-failed'
  | 'devices.session-crashed'
  | 'devices.scan-refused'
  | 'devices.hid-unavailable'
  | 'devices.serial-unavailable'
  | 'devices.crashed'

export type LogLevel = 'info' | 'warn' | 'error'

export type Log = (level: LogLevel, code: LogCode) => void
