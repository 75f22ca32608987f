import { mkdirSync, openAsBlob, readdirSync, renameSync, rmSync, writeFileSync, existsSync } from 'node:fs'
import path from 'node:path'
import { openPglite } from './database'
import { migrate } from './migrations/migrate'
import type { PracticeResources } from './resources'
import { imageHash, seedPractice } from './seed'

/** Where the image of these resources lies, whether it is there or not. */
export function imagePath(folder: string, resources: PracticeResources): string {
  return path.join(folder, `${imageHash(resources)}.tar`)
}

/** The prepared image of these resources, null when there is none in the folder. */
export async function findImage(folder: string, resources: PracticeResources): Promise<Blob | null> {
  const file = imagePath(folder, resources)
  return existsSync(file) ? openAsBlob(file) : null
}

/**
 * Makes the image of a migrated and seeded practice database, once for each set of migrations and seeds, and removes
 * older ones; returns its path. It appears as a whole or not at all.
 */
export async function prepareImage(
  folder: string,
  resources: PracticeResources,
  at: number,
): Promise<string> {
  const file = imagePath(folder, resources)
  mkdirSync(folder, { recursive: true })
  if (!existsSync(file)) await writeImage(file, resources, at)
  for (const name of readdirSync(folder)) {
    if (/^[0-9a-f]{64}\.tar$/u.test(name) && name !== path.basename(file)) rmSync(path.join(folder, name))
  }
  return file
}

async function writeImage(file: string, resources: PracticeResources, at: number): Promise<void> {
  const database = await openPglite({})
  try {
    await migrate(database.db, 'practice')
    await seedPractice(database.db, resources, at)
    const image = await database.dump()
    const partial = `${file}.${process.pid}.part`
    writeFileSync(partial, new Uint8Array(await image.arrayBuffer()))
    renameSync(partial, file)
  } finally {
    await database.close()
  }
}
