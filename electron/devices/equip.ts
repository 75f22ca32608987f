import { readFile } from 'node:fs/promises'
import type { Clock } from './clock'
import type { Equipment, Start } from './devices-process'
import { createHidSource } from './hid/hid-source'
import type { Log } from './log'
import { mergeProfiles, parseProfiles, unreadableProfiles } from './profiles/profiles'
import type { Profiles } from './profiles/profiles'
import { createSerialSource } from './serial/serial-source'

const isMissing = (error: unknown): boolean =>
  error instanceof Error && Reflect.get(error, 'code') === 'ENOENT'

async function readProfiles(path: string, file: 'shipped' | 'own'): Promise<Profiles> {
  try {
    return parseProfiles(await readFile(path, 'utf8'), file)
  } catch (error) {
    // Most counters have no file of their own.
    if (file === 'own' && isMissing(error)) return { profiles: [], problems: [] }
    return unreadableProfiles(file)
  }
}

async function simulated(start: Start, clock: Clock, seed: number) {
  const { createSimulatedReader } = await import('./simulated/simulated-reader')
  const { parsePracticePeople } = await import('./simulated/practice-cards')
  const cards = parsePracticePeople(await readFile(start.peoplePath, 'utf8'))
  return createSimulatedReader({ clock, seed, cards, liftProfile: 'sw-41', rereadWithoutLift: false })
}

/**
 * The devices of a realm: what is plugged into this computer, and in practice the simulated reader and scanner too. A
 * live process never even loads those. Rejects when the file of practice people cannot be read or is not one.
 */
export async function equip(start: Start, clock: Clock, seed: number, log: Log): Promise<Equipment> {
  const { profiles, problems } = mergeProfiles(
    await readProfiles(start.profilesPath, 'shipped'),
    await readProfiles(start.ownProfilesPath, 'own'),
  )
  const hid = createHidSource({ profiles: profiles.filter((one) => one.by === 'hid'), log })
  const serial = createSerialSource({ profiles: profiles.filter((one) => one.by === 'serial'), log })
  const real = { sources: [hid.readers, serial], scannerSources: [hid.scanners], profileProblems: problems }
  if (start.realm === 'live') return { ...real, simulator: undefined }
  const reader = await simulated(start, clock, seed)
  return {
    sources: [reader, ...real.sources],
    scannerSources: [reader.scanners, ...real.scannerSources],
    profileProblems: problems,
    simulator: reader,
  }
}
