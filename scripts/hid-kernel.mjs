// Our own devices code over node-hid on a real Linux kernel in QEMU, without a reader: `npm run test:hid-kernel`
// Kernel and busybox come from the distribution's packages into .cache/hid-kernel. Without QEMU the run is a named
// SKIP; with HID_KERNEL_REQUIRED=1 it is a failure. Not part of `npm test`: it takes a minute or two.
import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import path from 'node:path'
import { ensureDependencies } from './dependencies.mjs'
import { cpioOf } from './hid-kernel/cpio.mjs'
import { main, mustRun, root, run, say, Stop } from './terminal.mjs'

const cache = path.join(root, '.cache', 'hid-kernel')
const installCommand = 'apt-get install -y --no-install-recommends qemu-system-x86'
const machineLimitMs = 300_000
const modules = ['hid/hid.ko', 'hid/hid-generic.ko', 'hid/uhid.ko', 'input/evdev.ko']

/** @param {string} why @returns {number} */
function skip(why) {
  if (process.env['HID_KERNEL_REQUIRED'] === '1')
    throw new Stop(`${why} (HID_KERNEL_REQUIRED=1 forbids skipping)`)
  say(`SKIP test:hid-kernel: ${why}`)
  say('hid-kernel: 0 passed, 0 failed, 1 skipped')
  return 0
}

/** @param {string} program @returns {Promise<boolean>} */
async function has(program) {
  return (await run('which', [program], { quiet: true })).code === 0
}

/** @returns {Promise<string>} the kernel package that is current: never a pinned version */
async function kernelPackage() {
  const { output } = await run('apt-cache', ['depends', 'linux-image-cloud-amd64'], { quiet: true })
  const found = /Depends: (linux-image-\S+)/.exec(output)?.[1]
  if (found === undefined) throw new Stop('The package lists do not name a kernel: apt-get update')
  return found
}

/** Fetches and unpacks a package of the distribution once. @param {string} name @returns {Promise<string>} its folder */
async function unpacked(name) {
  const folder = path.join(cache, 'packages', name)
  if (fs.existsSync(folder)) return folder
  fs.mkdirSync(cache, { recursive: true })
  say(`Fetching ${name} ...`)
  await mustRun('Fetching', 'apt-get', ['download', name], { cwd: cache, quiet: true })
  const file = fs.readdirSync(cache).find((one) => one.startsWith(`${name}_`) && one.endsWith('.deb'))
  if (file === undefined) throw new Stop(`${name} was not fetched`)
  const fresh = `${folder}.new`
  fs.rmSync(fresh, { recursive: true, force: true })
  fs.mkdirSync(fresh, { recursive: true })
  await mustRun('Unpacking', 'dpkg-deb', ['-x', path.join(cache, file), fresh], { quiet: true })
  fs.rmSync(path.join(cache, file))
  fs.renameSync(fresh, folder)
  return folder
}

/** @param {string} folder @param {(file: string) => boolean} wanted @returns {string} */
function fileIn(folder, wanted) {
  const found = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .find((one) => wanted(one) && fs.lstatSync(path.join(folder, one)).isFile())
  if (found === undefined) throw new Stop(`${folder} is not as it should be; delete it`)
  return path.join(folder, found)
}

/** @param {string} file @returns {Promise<string[]>} the shared libraries that it needs, with their paths */
async function librariesOf(file) {
  const { output } = await run('ldd', [file], { quiet: true })
  return [...output.matchAll(/(\/\S+\.so\S*)/g)].map(([, one]) => one ?? '')
}

async function bundle() {
  const rolldown = path.join(root, 'node_modules', 'rolldown', 'bin', 'cli.mjs')
  const file = path.join(cache, 'guest.cjs')
  const options = ['--format', 'cjs', '--platform', 'node', '--external', 'node-hid', '--file', file]
  await mustRun('Bundling', process.execPath, [rolldown, 'scripts/hid-kernel/guest.ts', ...options], {
    quiet: true,
  })
  return file
}

/** @returns {Promise<string>} node without its symbols where that can be done: it travels in memory */
async function strippedNode() {
  const file = path.join(cache, `node-${process.version}`)
  if (fs.existsSync(file)) return file
  fs.copyFileSync(process.execPath, file)
  if (await has('strip')) await run('strip', [file], { quiet: true })
  return file
}

const init = `#!/bin/busybox sh
/bin/busybox mkdir -p /proc /sys /dev /tmp
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sysfs /sys
/bin/busybox mount -t devtmpfs devtmpfs /dev
for module in ${modules.map((one) => path.basename(one)).join(' ')}; do /bin/busybox insmod /modules/$module; done
/bin/node --expose-gc /guest.cjs /dev/ttyS1
/bin/busybox poweroff -f
`

/** @returns {Promise<{ kernel: string, initramfs: string }>} */
async function machine() {
  const [kernelFolder, busybox] = [await unpacked(await kernelPackage()), await unpacked('busybox-static')]
  const node = await strippedNode()
  const hid = path.join(root, 'node_modules', 'node-hid')
  const binding = path.join('prebuilds', 'HID_hidraw-linux-x64')
  const native = fileIn(path.join(hid, binding), (one) => one.endsWith('.node'))
  /** @type {Map<string, { file?: string, content?: Buffer, mode: number }>} */
  const files = new Map()
  const put = (/** @type {string} */ to, /** @type {string} */ file, mode = 0o644) =>
    files.set(to, { file, mode })
  files.set('init', { content: Buffer.from(init), mode: 0o755 })
  put(
    'bin/busybox',
    fileIn(busybox, (one) => one.endsWith('bin/busybox')),
    0o755,
  )
  put('bin/node', node, 0o755)
  put('guest.cjs', await bundle())
  put('practice-people.json', path.join(root, 'resources', 'practice-people.json'))
  for (const one of modules) {
    const name = path.basename(one)
    put(
      `modules/${name}`,
      fileIn(kernelFolder, (file) => file.endsWith(`/${one}`)),
    )
  }
  for (const file of new Set([...(await librariesOf(node)), ...(await librariesOf(native))]))
    put(file.slice(1), fs.realpathSync(file), 0o755)
  for (const name of [
    'package.json',
    'nodehid.js',
    'binding-options.js',
    path.join(binding, path.basename(native)),
  ])
    put(`node_modules/node-hid/${name}`, path.join(hid, name))
  const prebuilds = path.join(root, 'node_modules', 'pkg-prebuilds')
  for (const name of ['package.json', 'bindings.js', path.join('lib', 'prebuild.js')])
    put(`node_modules/pkg-prebuilds/${name}`, path.join(prebuilds, name))
  const initramfs = path.join(cache, 'initramfs.cpio')
  fs.writeFileSync(initramfs, cpioOf(files))
  return { kernel: fileIn(kernelFolder, (one) => one.startsWith('boot/vmlinuz-')), initramfs }
}

/**
 * @param {{ kernel: string, initramfs: string }} parts
 * @returns {Promise<{ results: string, console: string }>}
 */
function boot({ kernel, initramfs }) {
  const results = path.join(cache, 'results.jsonl')
  fs.rmSync(results, { force: true })
  const append = 'console=ttyS0 quiet panic=-1 mitigations=off nokaslr random.trust_cpu=on'
  const args = [
    ...['-accel', 'tcg,thread=multi', '-M', 'q35', '-cpu', 'max', '-smp', '2', '-m', '768'],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-serial', 'stdio', '-serial', `file:${results}`],
    ...['-kernel', kernel, '-initrd', initramfs, '-append', append],
  ]
  return new Promise((resolve, reject) => {
    const child = spawn('qemu-system-x86_64', args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text))
    const limit = setTimeout(() => child.kill('SIGKILL'), machineLimitMs)
    child.on('error', reject)
    child.on('close', () => {
      clearTimeout(limit)
      resolve({ results: fs.existsSync(results) ? fs.readFileSync(results, 'utf8') : '', console: output })
    })
  })
}

main(import.meta.url, async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64') return skip('it needs Linux on x64')
  if (!(await has('qemu-system-x86_64'))) return skip(`QEMU is missing: ${installCommand}`)
  for (const program of ['apt-get', 'dpkg-deb', 'ldd'])
    if (!(await has(program))) return skip(`${program} is missing: it needs a Debian or Ubuntu`)
  await ensureDependencies()
  const started = Date.now()
  const { results, console: output } = await boot(await machine())
  /** @type {{ note?: string, step?: string, ok?: boolean, ms?: number, why?: string, done?: boolean, kernel?: string, node?: string }[]} */
  const lines = results
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
  const steps = lines.filter(({ step }) => step !== undefined)
  for (const { note, step, ok, ms, why } of lines) {
    if (note !== undefined) say(`       ${note}`)
    if (step !== undefined) say(`${ok ? 'ok    ' : 'failed'} ${step} (${ms} ms)${why ? `: ${why}` : ''}`)
  }
  const end = lines.find(({ done }) => done)
  const failed = steps.filter(({ ok }) => !ok).length
  if (end === undefined) say(`The machine ended early. Its console:\n${output.slice(-3_000)}`)
  else say(`${end.kernel}\nnode ${end.node}`)
  const seconds = Math.round((Date.now() - started) / 1000)
  say(`hid-kernel: ${steps.length - failed} passed, ${failed} failed, 0 skipped, ${seconds} s`)
  return end !== undefined && failed === 0 ? 0 : 1
})
