import { expect } from '@playwright/test'
import { pidOf } from './page-probe'
import type { Probed } from './page-probe'

/** Ends a process as a power cut or a crash would, and waits until another of its name runs. */
export async function kill(app: Probed, name: 'core' | 'devices'): Promise<void> {
  const old = await pidOf(app, name)
  if (old === null) throw new Error(`no ${name} process runs`)
  process.kill(old, 'SIGKILL')
  const isNew = async (): Promise<boolean> => {
    const pid = await pidOf(app, name)
    return pid !== null && pid !== old
  }
  await expect.poll(isNew, { timeout: 5_000, intervals: [20] }).toBe(true)
}
