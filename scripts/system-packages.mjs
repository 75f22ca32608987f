// Debian's packages that Electron, the virtual display and the PDF checks need. Node's own modules only.
import { mustRun, run, say, Stop } from './terminal.mjs'

/** Each with its name on newer releases (64-bit time). */
const wanted = [
  ['xvfb'],
  ['xauth'],
  ['fonts-noto-cjk'],
  ['libgtk-3-0', 'libgtk-3-0t64'],
  ['libnss3'],
  ['libasound2', 'libasound2t64'],
  ['libgbm1'],
  ['libnotify4'],
  ['libxss1'],
  ['libusb-1.0-0'],
  ['poppler-utils'],
  // a keychain for e2e/keychain.spec.ts
  ['dbus-daemon'],
  ['dbus-bin'],
  ['gnome-keyring'],
  ['libsecret-1-0'],
  // a print service for e2e/printing.spec.ts
  ['cups-daemon'],
  ['cups-client'],
]

/** @returns {boolean} whether windows can be shown without a virtual display */
export function hasDisplay() {
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY'])
}

/** @returns {Promise<string[][] | undefined>} what is missing; undefined: not a Debian */
async function missingPackages() {
  const { code, output } = await run('dpkg-query', ['-W', '-f', '${db:Status-Status} ${Package}\n'], {
    quiet: true,
  })
  if (code !== 0) return undefined
  const present = new Set(output.split('\n').flatMap((line) => line.match(/^installed (.+)$/)?.[1] ?? []))
  return wanted.filter((names) => !names.some((name) => present.has(name)))
}

/** @param {string[]} names @returns {Promise<string>} the name this release has */
async function nameHere(names) {
  for (const name of names.slice(1)) {
    const { output } = await run('apt-cache', ['show', '--no-all-versions', name], { quiet: true })
    if (output.includes(`Package: ${name}`)) return name
  }
  return names[0] ?? ''
}

/**
 * On Debian as root installs what is missing. Otherwise prints the line to type, and ends here when no
 * display is there either, because the virtual one could not start.
 */
export async function ensureSystemPackages() {
  if (process.platform !== 'linux') return
  const missing = await missingPackages()
  if (missing === undefined) {
    if (hasDisplay() || (await run('Xvfb', ['-version'], { quiet: true })).code !== 127) return
    throw new Stop(
      `No display and no Xvfb. Install what Debian calls: ${wanted.map(([name]) => name).join(' ')}`,
    )
  }
  if (missing.length === 0) return
  const asRoot = process.getuid?.() === 0
  if (asRoot) {
    say(`Installing Debian packages: ${missing.map(([name]) => name).join(' ')} ...`)
    await run('apt-get', ['update', '-qq'])
  }
  const names = await Promise.all(missing.map(nameHere))
  const install = ['-o', 'DPkg::Lock::Timeout=120', 'install', '-y', '--no-install-recommends', ...names]
  const line = `${asRoot ? '' : 'sudo '}apt-get update && ${asRoot ? '' : 'sudo '}apt-get ${install.join(' ')}`
  if (asRoot) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    await mustRun(`Installing Debian packages (${line})`, 'apt-get', ['-qq', ...install], { env })
  } else if (hasDisplay()) {
    say(`Missing Debian packages; if the window does not open, type: ${line}`)
  } else {
    throw new Stop(`Missing Debian packages for a run without a display. Type:\n  ${line}`)
  }
}
