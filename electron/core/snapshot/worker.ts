import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { files } from '../../files/files'
import { makeSnapshot } from './make-snapshot'
import type { SnapshotRequest } from './make-snapshot'

/** The worker's composition root: one snapshot, then it ends. What it throws ends it and is heard by its keeper. */

// On Linux this is the thread's own priority; elsewhere it would be the whole process's. The counter comes first.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW)

void makeSnapshot(files, workerData as SnapshotRequest).then((made) => {
  parentPort?.postMessage(made)
})
