import { utilityProcess } from 'electron'
import type { Child, ChildEvents } from './supervise'

/** Where the text a process writes by itself goes: a crash report of Node may hold anything. */
export type RawOutput = 'inherit' | 'ignore'

/**
 * Starts one of our utility processes. Messages sent before it listens wait for it.
 * @param file its built main file
 * @param name shown by the system's and Electron's process lists
 */
export function forkUtility(file: string, name: string, output: RawOutput, events: ChildEvents): Child {
  const child = utilityProcess.fork(file, [], { serviceName: name, stdio: output })
  child.on('message', (value: unknown) => events.message(value))
  child.on('exit', () => events.exited())
  return {
    post: (message, ports) => child.postMessage(message, [...ports]),
    terminate: () => void child.kill(),
    kill() {
      // a process that hangs does not hear its own kill(); no pid = not there (any more)
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
    },
  }
}
