import type { LaunchedApp, LaunchOptions } from '../scripts/electron-launch.mjs'

/**
 * Starts the real app, both windows loaded, with a data folder of its own unless one is given. As root it runs as
 * an unprivileged user, so the sandbox is real.
 * @throws when the app does not come up, with what it wrote
 */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const { launch } = await import('../scripts/electron-launch.mjs')
  return launch(options)
}
