import { readFile } from 'node:fs/promises'
import type { Clock } from './clock'
import type { Equipment, Start } from './devices-process'

/**
 * The readers of a realm. A live process never even loads the simulated reader.
 * Rejects when the file of practice people cannot be read or is not one.
 */
export async function equip(start: Start, clock: Clock, seed: number): Promise<Equipment> {
  if (start.realm === 'live')
    return { sources: [], scannerSources: [], profileProblems: [], simulator: undefined }
  const { createSimulatedReader } = await import('./simulated/simulated-reader')
  const { parsePracticePeople } = await import('./simulated/practice-cards')
  const cards = parsePracticePeople(await readFile(start.peoplePath, 'utf8'))
  const reader = createSimulatedReader({ clock, seed, cards, liftProfile: 'sw-41', rereadWithoutLift: false })
  return { sources: [reader], scannerSources: [reader.scanners], profileProblems: [], simulator: reader }
}
