import { describe, expect, it } from 'vitest'
import { classifyEndpointError } from './endpoint'

describe('classifyEndpointError', () => {
  it.each([
    ['cannot open device with path /dev/hidraw0: Permission denied', 'no-permission'],
    ['hid_open_path: (0x00000005) Access is denied.', 'no-permission'],
    ['Device or resource busy', 'busy'],
    ['The process cannot access the file because it is being used by another process.', 'busy'],
    ['Cannot write to hid device: No such device', 'gone'],
    ['could not read from HID device', 'gone'],
    ['hid_read_timeout: (0x0000048F) The device is not connected.', 'gone'],
    ['cannot open device with path simulated:0', 'gone'],
    ['Error: Permission denied, cannot open /dev/ttyUSB0', 'no-permission'],
    ['Error Resource temporarily unavailable Cannot lock port', 'busy'],
    ['Opening COM3: Access denied', 'busy'],
    ['Error: No such file or directory, cannot open /dev/ttyUSB0', 'gone'],
    ['the port is not connected any more', 'gone'],
    ['something nobody has seen yet', 'other'],
  ])('%s → %s', (message, trouble) => {
    expect(classifyEndpointError(message)).toBe(trouble)
  })
})
