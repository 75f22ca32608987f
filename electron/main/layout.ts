import { createRequire } from 'node:module'
import { join } from 'node:path'

/** Where the parts of the built app lie. */
export interface Layout {
  readonly coreFile: string
  readonly devicesFile: string
  readonly centreFile: string
  readonly preloadFile: string
  readonly pagesDir: string
  readonly resourcesDir: string
  readonly wasmPath: string
  /** The practice centre's prepared database. */
  readonly centreImageDir: string
}

/**
 * @param appPath the checkout or the packed app
 * @param packagedResourcesPath the folder beside the packed app, null in a checkout
 */
export function layoutOf(appPath: string, packagedResourcesPath: string | null): Layout {
  const built = join(appPath, 'out', 'app')
  return {
    coreFile: join(built, 'main', 'core.js'),
    devicesFile: join(built, 'main', 'devices.js'),
    centreFile: join(built, 'main', 'centre.js'),
    preloadFile: join(built, 'preload', 'preload.js'),
    pagesDir: join(built, 'renderer'),
    resourcesDir: join(appPath, 'resources'),
    wasmPath: createRequire(join(appPath, 'package.json')).resolve('sql.js/dist/sql-wasm.wasm'),
    centreImageDir: packagedResourcesPath
      ? join(packagedResourcesPath, 'centre-image')
      : join(appPath, '.cache', 'centre-image'),
  }
}
