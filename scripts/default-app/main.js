// What Electron's own default_app does for `electron FOLDER`: load the app whose folder stands on the command
// line. Packed into the development and test runtime only (scripts/test-runtime.mjs).
const { app } = require('electron')
const path = require('node:path')

const folder = process.argv.slice(1).find((argument) => !argument.startsWith('-'))
process.defaultApp = true
if (folder === undefined) {
  process.stdout.write(`electron ${process.versions.electron}\n`)
  app.exit(0)
} else {
  const appPath = path.resolve(folder)
  const manifest = require(path.join(appPath, 'package.json'))
  app.setAppPath(appPath)
  app.setName(manifest.productName ?? manifest.name)
  app.setVersion(manifest.version)
  require('node:module')._load(path.join(appPath, manifest.main), module, true)
}
