// A print service of the test's own: CUPS over a socket in a folder of its own, and a printer that keeps what it is
// given, each job in a file.
import { execFileSync, spawn } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const startWithinMs = 10_000
const programs = '/usr/lib/cups'
const scheme = 'sheets'
/** A printer as CUPS calls it: without arguments it says what it is, with six it prints a file, with five what it reads. */
const keeper = `#!/bin/sh
[ $# = 0 ] && echo "direct ${scheme} \\"Unknown\\" \\"Keeps what it is given\\"" && exit 0
sheet="\${DEVICE_URI#${scheme}:}/$1"
cat "\${6:--}" > "$sheet.part" && mv "$sheet.part" "$sheet.pdf"
`

export interface PrintService {
  /** Where programs find it. */
  readonly env: Readonly<Record<string, string>>
  /** Every job the printer was given to its end, the oldest first. */
  sheets(): readonly Buffer[]
  /** Whether the printer takes jobs. */
  accept(takes: boolean): void
  end(): void
}

const files = (folder: string): string => `
ServerRoot ${folder}
ServerBin ${folder}/bin
RequestRoot ${folder}/spool
TempDir ${folder}/spool/tmp
CacheDir ${folder}/cache
StateDir ${folder}/state
AccessLog ${folder}/access.log
ErrorLog ${folder}/error.log
PageLog ${folder}/page.log
`
const settings = (socket: string): string => `
Listen ${socket}
Browsing No
WebInterface No
DefaultAuthType None
<Location />
  Order deny,allow
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order deny,allow
    Allow all
  </Limit>
</Policy>
`

/** @param printer the name of its one printer */
export async function startPrintService(printer: string): Promise<PrintService> {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'wallet-print-'))
  fs.chmodSync(folder, 0o755)
  for (const name of ['spool', 'spool/tmp', 'cache', 'state', 'bin', 'bin/backend', 'sheets'])
    fs.mkdirSync(path.join(folder, name))
  for (const name of ['daemon', 'filter', 'driver', 'notifier', 'monitor', 'cgi-bin'])
    fs.symlinkSync(path.join(programs, name), path.join(folder, 'bin', name))
  // closed to everybody else, so that the service runs it as itself
  fs.writeFileSync(path.join(folder, 'bin/backend', scheme), keeper, { mode: 0o700 })
  const socket = path.join(folder, 'cups.sock')
  const [filesConf, conf] = [path.join(folder, 'cups-files.conf'), path.join(folder, 'cupsd.conf')]
  fs.writeFileSync(filesConf, files(folder))
  fs.writeFileSync(conf, settings(socket))
  const service = spawn('/usr/sbin/cupsd', ['-f', '-c', conf, '-s', filesConf], { stdio: 'ignore' })
  const until = Date.now() + startWithinMs
  while (!fs.existsSync(socket)) {
    if (Date.now() > until || service.exitCode !== null)
      throw new Error(`the print service does not start: ${logOf(folder)}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const ask = (command: string, ...words: readonly string[]) =>
    execFileSync(`/usr/sbin/${command}`, ['-h', socket, ...words], { stdio: 'ignore' })
  ask('lpadmin', '-p', printer, '-E', '-v', `${scheme}:${path.join(folder, 'sheets')}`, '-m', 'raw')
  return {
    env: { CUPS_SERVER: socket },
    sheets: () =>
      fs
        .readdirSync(path.join(folder, 'sheets'))
        .filter((name) => name.endsWith('.pdf'))
        .sort((a, b) => parseInt(a, 10) - parseInt(b, 10))
        .map((name) => fs.readFileSync(path.join(folder, 'sheets', name))),
    accept(takes) {
      ask(takes ? 'cupsaccept' : 'cupsreject', printer)
    },
    end() {
      service.kill('SIGKILL')
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

function logOf(folder: string): string {
  const log = path.join(folder, 'error.log')
  return fs.existsSync(log) ? fs.readFileSync(log, 'utf8').slice(-2000) : 'it wrote nothing'
}
