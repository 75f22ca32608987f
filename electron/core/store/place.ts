import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { sha256 } from '../crypto'
import type { Place } from '../journal/key-ring'

/** What the operating system says of this computer and of a folder; null or nothing where it says nothing. */
export interface PlaceSource {
  /** The id the system was installed with. */
  machineId(): string | null
  /** Built-in addresses of the physical network cards. */
  networkCards(): readonly string[]
  /** Another folder, a copy of this one too, has another identity; moving it within its disk keeps it. */
  folderIdentity(folder: string): string
}

/** Where the journal lies, as hashes: nothing of the computer itself is written down. */
export function readPlace(folder: string, source: PlaceSource): Place {
  const machine = source.machineId()
  return {
    machine: machine === null ? '' : shortHash('machine', machine),
    hardware: [...new Set(source.networkCards().map((card) => shortHash('card', card)))].sort().slice(0, 32),
    folder: shortHash('folder', source.folderIdentity(folder)),
  }
}

/**
 * `moved` = another computer · `cloned` = the same installed system on other hardware: a copied disk · `copied` = the
 * same computer, another folder. What either side does not know says nothing.
 */
export function comparePlace(recorded: Place, now: Place): 'same' | 'moved' | 'cloned' | 'copied' {
  if (recorded.machine !== '' && now.machine !== '' && recorded.machine !== now.machine) return 'moved'
  const bothKnown = recorded.hardware.length > 0 && now.hardware.length > 0
  if (bothKnown && !recorded.hardware.some((card) => now.hardware.includes(card))) return 'cloned'
  return recorded.folder === now.folder ? 'same' : 'copied'
}

function shortHash(kind: string, text: string): string {
  return sha256(`wallet-counter/place/${kind}/${text}`).slice(0, 32)
}

const machineIdFiles = ['/etc/machine-id', '/var/lib/dbus/machine-id']
const cardsFolder = '/sys/class/net'

/** This computer. */
export const thisComputer: PlaceSource = {
  machineId() {
    if (process.platform === 'win32') return windowsMachineId()
    const path = machineIdFiles.find((file) => existsSync(file))
    const text = path === undefined ? '' : readFileSync(path, 'utf8').trim()
    return text === '' ? null : text
  },
  networkCards: () =>
    process.platform === 'linux' && existsSync(cardsFolder)
      ? linuxCards(cardsFolder)
      : otherCards(Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])),
  // Without the device's number: systems with logical volumes give another one after a restart.
  folderIdentity(folder) {
    const { ino, birthtimeNs } = statSync(folder, { bigint: true })
    return `${String(ino)}/${String(birthtimeNs)}`
  },
}

/** Cards with hardware behind them and the address they were made with; bridges, tunnels and random addresses are not. */
export function linuxCards(folder: string): readonly string[] {
  const read = (card: string, name: string): string => {
    const path = join(folder, card, name)
    return existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  }
  return readdirSync(folder)
    .filter((card) => existsSync(join(folder, card, 'device')) && read(card, 'addr_assign_type') === '0')
    .map((card) => read(card, 'address'))
    .filter(isAddress)
}

function otherCards(addresses: readonly { readonly mac: string; readonly internal: boolean }[]): string[] {
  return addresses.filter(({ internal, mac }) => !internal && isAddress(mac)).map(({ mac }) => mac)
}

/** The second bit of an address says that somebody made it up. */
function isAddress(mac: string): boolean {
  const first = Number.parseInt(mac.slice(0, 2), 16)
  return /^[\da-f]{2}(:[\da-f]{2}){5}$/i.test(mac) && (first & 2) === 0 && mac !== '00:00:00:00:00:00'
}

const registryKey = 'HKLM\\SOFTWARE\\Microsoft\\Cryptography'

function windowsMachineId(): string | null {
  try {
    const args = ['query', registryKey, '/v', 'MachineGuid', '/reg:64']
    return machineGuidIn(execFileSync('reg', args, { encoding: 'utf8', timeout: 3_000, windowsHide: true }))
  } catch (error) {
    if (error instanceof Error) return null
    throw error
  }
}

/** The value in what `reg query` prints. */
export function machineGuidIn(printed: string): string | null {
  return /MachineGuid\s+REG_SZ\s+([\da-f-]{36})/i.exec(printed)?.[1] ?? null
}
