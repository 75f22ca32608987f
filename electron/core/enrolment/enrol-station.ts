import type { EnrolmentForm } from '../../../shared/contract/store'
import type { ChainHead, EnrolAnswer } from '../../../shared/contract/enrolment'
import { readEnrolmentCode, shortThumbprint } from '../../../shared/domain/enrolment-code'
import type { ErrorCode } from '../../../shared/domain/errors'
import type { StationId } from '../../../shared/domain/ids'
import { ok } from '../../../shared/domain/result'
import type { SignedPack } from '../../../shared/contract/centre-lists'
import { newStationPair, sha256, stationSigner } from '../crypto'
import type { Signer } from '../crypto'
import { writeFault } from '../journal/fault'
import type { Master } from '../journal/key-ring'
import { createMaster } from '../keys/master-keys'
import { holdsJournal, openMaster } from '../keys/open-master'
import type { KeysAt, OpenedKeys } from '../keys/open-master'
import { readMasterFile } from '../keys/master-file'
import { weakness } from '../keys/passphrase'
import type { Keychain } from '../ports'
import { refuse } from '../services/outcome'
import type { ServiceResult } from '../services/outcome'
import { centralClient } from '../sync/central-client'
import { enrolAtCentre } from '../sync/enrol-at-centre'
import { checkPack } from './check-pack'
import { centreAddress } from './centre-address'
import { readPending, writePending, writeStationFile } from './station-file'
import type { StationFile, StationPrivateJwk } from './station-file'

export interface EnrolParts {
  readonly at: KeysAt
  readonly keychain: Keychain
  readonly deadlineMs: number
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** The station whose journal lies in the folder, null in an empty one: a code of another one is refused. */
  readonly station: StationId | null
  /** Up to where the journal in the folder knows the centre's answers, null where there is nothing. */
  readonly known: (masters: OpenedKeys) => ChainHead | null
}

type Outcome<T> = Promise<ServiceResult<T>>

/**
 * Makes this folder a station of the centre that the code names: a master key where there is none, a key of the station's
 * own, an epoch at the centre, and the clerks and rule packs to begin with. Everything that was decided is durable before
 * the next step, so that a lost answer, or a power cut, is mended by the same code once more. The private key leaves
 * core's memory only sealed.
 * Errors, each with the field it belongs to: `enrol.*`, `key.*`, `pack.*`, `sync.*`, `central.*`.
 */
export async function enrolStation(parts: EnrolParts, form: EnrolmentForm): Outcome<StationFile> {
  const { realm, files, dataDir } = parts.at
  const code = readEnrolmentCode(realm, form.code)
  if (!code.ok) return refuse(code.error, 'code')
  const address = centreAddress(form.address)
  if (address === null) return refuse('enrol.bad-address', 'address')
  const keys = await masterFor(parts, form.passphrase)
  if (!keys.ok) return keys
  const [master] = keys.value.masters
  const key = await keyFor(parts, sha256(code.value.secret), keys.value)
  const signer = await stationSigner(key.keyId, key.jwk)
  const { kty, crv, x } = key.jwk
  const answer = await enrolAtCentre(
    address,
    (theirs) => shortThumbprint(Buffer.from(theirs, 'hex')) === code.value.thumbprint,
    {
      realm,
      secret: code.value.secret,
      keyId: key.keyId,
      publicKeyJwk: { kty, crv, x },
      known: parts.known(keys.value),
      ...(parts.station === null ? {} : { station: parts.station }),
    },
    signer,
    parts.deadlineMs,
  )
  if (!answer.ok) return refusalAt(answer.error)
  const enrolled = answer.value
  if (enrolled.realm !== realm) return refuse('enrol.wrong-realm', 'code')
  const packs = await firstPacks(parts, address, enrolled, signer)
  if (!packs.ok) return packs
  const enrolment = { suite: 'intl-1', realm, address, keyId: key.keyId, answer: enrolled } as const
  const whole = { ...enrolment, packs: [...packs.value] }
  return ok(await written(() => writeStationFile(files, dataDir, whole, key.jwk, master)))
}

/** Each where it can be mended: at the address, at the code, or nowhere on the form. */
function refusalAt(code: ErrorCode): ReturnType<typeof refuse> {
  if (code === 'central.offline' || code === 'central.slow') return refuse('enrol.nobody-there', 'address')
  return refuse(code, code.startsWith('enrol.') || code === 'central.other-key' ? 'code' : null)
}

/** The folder's master key, opened; made where the folder is empty. */
async function masterFor({ at, keychain, now }: EnrolParts, passphrase: string | null): Outcome<OpenedKeys> {
  const present = readMasterFile(at.files, at.dataDir, at.realm) !== 'absent' || holdsJournal(at)
  if (present) {
    const opened = await openMaster(at, { keychain, passphrase, recovery: null })
    if (opened.ok) return opened
    const { code } = opened.error
    // no recovery key is ever at hand at a counter
    return refuse(code === 'key.wrong-recovery-key' ? 'key.missing' : code, 'passphrase')
  }
  if (passphrase === null) {
    const made = await written(() => createMaster(at, now(), [{ by: 'keychain', keychain }]))
    return made.ok ? made : refuse('enrol.passphrase-needed', 'passphrase')
  }
  const weak = weakness(passphrase)
  if (weak !== null) return refuse('enrol.weak-passphrase', 'passphrase')
  const made = await written(() => createMaster(at, now(), [{ by: 'passphrase', passphrase }]))
  return made.ok ? made : refuse(made.error, 'passphrase')
}

/** The key that went out with this very code before, else a new one: durable before anything is sent. */
async function keyFor(
  { at: { files, dataDir, realm } }: EnrolParts,
  secretHash: string,
  { masters }: OpenedKeys,
): Promise<{ readonly keyId: string; readonly jwk: StationPrivateJwk }> {
  const before = readPending(files, dataDir, secretHash, masters)
  if (before !== null) return before
  const { keyId, privateJwk: jwk } = await newStationPair()
  const master: Master = masters[0]
  await written(() => {
    writePending(files, dataDir, { suite: 'intl-1', realm, secretHash, keyId }, jwk, master)
  })
  return { keyId, jwk }
}

/** Every pack the centre has: at least one must be good, or nothing could ever be judged here. */
async function firstPacks(
  { at: { realm }, deadlineMs, now }: EnrolParts,
  address: string,
  { station, centre, keys }: EnrolAnswer,
  signer: Signer,
): Outcome<readonly SignedPack[]> {
  const central = centralClient({
    url: address,
    isCentre: (theirs) => theirs === keys.tlsThumbprint,
    identity: { station, realm, centre, sign: (content) => signer.sign(content), now },
    deadlineMs,
  })
  try {
    const answer = await central.rulePacks(1)
    if (!answer.ok) return refuse(answer.failure.code)
    const good: SignedPack[] = []
    let problem: ErrorCode | null = null
    for (const pack of answer.value) {
      const checked = await checkPack(pack, [keys.signing], realm, good.at(-1)?.number ?? 0)
      if (checked.ok) good.push(pack)
      else problem = checked.error
    }
    return good.length > 0 ? ok(good) : refuse(problem ?? 'enrol.no-pack')
  } finally {
    central.close()
  }
}

/** @throws JournalFault `disk.full` or `journal.cannot-write` where the disk refuses */
async function written<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw writeFault(error)
    throw error
  }
}
