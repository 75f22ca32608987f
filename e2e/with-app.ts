import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { launchApp } from './launch'

/** A data folder that outlives the app, so that what it left behind can be read by others. */
export async function withApp(
  work: (app: Awaited<ReturnType<typeof launchApp>>) => Promise<void>,
  afterwards: (dataDir: string) => Promise<void> | void,
  env: Record<string, string> = {},
): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'wallet-e2e-'))
  try {
    const app = await launchApp({ dataDir, env })
    try {
      await work(app)
    } finally {
      await app.close()
    }
    await afterwards(dataDir)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}
