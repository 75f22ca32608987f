import { nodeDisk } from '../../files/disk'
import type { Disk } from '../../files/disk'
import { filesOn } from '../../files/files'
import type { Files } from '../../files/files'

/**
 * The same disk for reading only: whoever tries to change it has a bug, and it throws. What is rescued is evidence;
 * nothing in it is written, made, renamed or removed.
 */
export function readingFiles(disk: Disk = nodeDisk): Files {
  const refuse = (): never => {
    throw new Error('a folder that is only read was about to be changed')
  }
  return filesOn({
    ...disk,
    open: (path, how) => (how === 'read' ? disk.open(path, how) : refuse()),
    write: refuse,
    datasync: refuse,
    sync: refuse,
    makeFolder: refuse,
    rename: refuse,
    remove: refuse,
    syncFolder: refuse,
  })
}
