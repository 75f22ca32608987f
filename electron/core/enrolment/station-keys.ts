import { fileStamp } from '../store/file-stamp'
import type { Files } from '../../files/files'
import type { StationSettings } from '../counter-core'
import { JournalFault, writeFault } from '../journal/fault'
import type { MasterKeys } from '../keys/master-keys'
import { openStationFile, stationFilePath, writeStationFile } from './station-file'
import type { StationFile } from './station-file'

/** The master keys of a live folder; with them the station's own key is opened, before anything else is. */
export interface StationKeys extends MasterKeys {
  /** There once the master key was opened. */
  station(): StationSettings
}

/**
 * @param lost the station's key cannot be had any more: its file was set aside, and core starts again without one
 * @throws JournalFault `key.missing`, and what the master keys throw
 */
export function stationKeys(
  keys: MasterKeys,
  { files, dataDir }: { readonly files: Files; readonly dataDir: string },
  file: StationFile,
  now: () => number,
  lost: () => void,
): StationKeys {
  let station: StationSettings | null = null
  return {
    async masters(passphrase) {
      const masters = await keys.masters(passphrase)
      const opened = openStationFile(file, masters)
      if (opened === null) {
        setStationFileAside(files, dataDir, `lost-${fileStamp(now())}`)
        lost()
        throw new JournalFault('key.missing', 'no master key opens the station key')
      }
      const [current] = masters
      // the master key was changed: before the old one goes, the station's key is sealed by the new one
      if (current !== undefined && opened.by.id !== current.id) {
        const { key: _, ...enrolment } = file
        writeStationFile(files, dataDir, enrolment, opened.jwk, current)
      }
      station = opened.station
      return masters
    },
    settle: (ring) => keys.settle(ring),
    station() {
      if (station === null) throw new Error('the station key was not opened')
      return station
    },
  }
}

/** Out of the way and not gone: the folder has to be enrolled again. @throws JournalFault */
export function setStationFileAside(files: Files, dataDir: string, suffix: string): void {
  try {
    if (files.kind(stationFilePath(dataDir)) !== null) files.setAside(stationFilePath(dataDir), suffix)
  } catch (error) {
    throw writeFault(error)
  }
}
