// U4: key to echo and submit to durable-and-shown, in the real window, while three weeks' work of 3 000 operations drains over a
// bad line. The end-to-end test measures it, alone on the machine; this prints what it measured. `npm run bench screens`
import { spawnSync } from 'node:child_process'
import { report } from './lib/figures.mjs'

const args = ['scripts/test.mjs', 'e2e', 'lost-and-copied', '-g', 'three weeks offline']
const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
const line = /^three weeks offline: (\{.*\})$/m.exec(stdout)?.[1]
const goals = [
  ['U4 echo', 'echoP95Ms', 16],
  ['U4 shown', 'shownP95Ms', 100],
]
for (const [goal, name, target] of goals) {
  if (line === undefined) {
    const why = stdout.split('\n').slice(-20).join('\n')
    report(goal, null, target, null, { why })
    continue
  }
  const figures = JSON.parse(line)
  report(goal, figures[name], target, figures[name] <= target, { unit: 'ms, p95', ...figures })
}
