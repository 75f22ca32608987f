import { resolve } from 'node:path'
import { files } from '../../files/files'
import { startClock } from '../clock'
import { lockFolder } from '../journal/folder-lock'
import { askSecret } from './ask-secret'
import type { Language } from './problem'
import { runTool } from './tool'

/** The composition root of `npm run journal -- protect|recovery-key|rescue|backup|restore|mirror`. */

const clock = startClock(null)

void runTool(process.argv.slice(2), languageOf(process.env), {
  files,
  say: (line) => {
    process.stdout.write(`${line}\n`)
  },
  askSecret: (label) => askSecret(process.stdin, process.stderr, label),
  now: () => clock.now(),
  lockFolder,
  resolve: (path) => resolve(path),
}).then((code) => {
  process.exitCode = code
})

/** The terminal's language where it says one of ours, else Chinese. */
function languageOf({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Language {
  const named = [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== '')
  return named?.startsWith('en') === true ? 'en' : 'zh-CN'
}
