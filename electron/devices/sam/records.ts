import { cardRecordSchema } from '../../../shared/contract/devices'
import type { CardRecord } from '../../../shared/contract/devices'

const textBytes = 256
const photoBytes = 1024
const addressBytes = 70
const typeLetterAt = 248

/** Where a field stands in the text record: offset and length in bytes (UTF-16LE, padded with spaces). */
type Field = readonly [at: number, bytes: number]

export type ParsedRecord =
  { ok: true; record: CardRecord } | { ok: false; cause: 'unknown-type-letter' | 'bad-record' }

const badRecord = { ok: false, cause: 'bad-record' } as const

/** The field as it stands, padding included. Code unit by code unit: lone surrogates and private-use ones survive. */
function rawField(text: Uint8Array, [at, bytes]: Field): string {
  const view = new DataView(text.buffer, text.byteOffset, text.byteLength)
  let value = ''
  for (let offset = at; offset < at + bytes; offset += 2) {
    value += String.fromCharCode(view.getUint16(offset, true))
  }
  return value
}

function trimPadding(value: string): string {
  return value.replace(/ +$/, '')
}

function field(text: Uint8Array, where: Field): string {
  return trimPadding(rawField(text, where))
}

/** The bytes of a string's code units as they stand on the chip (little endian), in hex. */
function rawHexOf(value: string): string {
  return Array.from({ length: value.length }, (_, index) => {
    const unit = value.charCodeAt(index).toString(16).padStart(4, '0')
    return unit.slice(2) + unit.slice(0, 2)
  }).join('')
}

function named(name: string): Pick<CardRecord, 'name' | 'nameRawHex'> {
  return { name, nameRawHex: rawHexOf(name) }
}

function resident(text: Uint8Array): CardRecord {
  const ethnicCode = rawField(text, [32, 4])
  return {
    type: 'resident',
    ...named(field(text, [0, 30])),
    sexCode: field(text, [30, 2]),
    ...(ethnicCode.trim() === '' ? {} : { ethnicCode }),
    birthDate: field(text, [36, 16]),
    address: field(text, [52, 70]),
    idNumber: field(text, [122, 36]),
    authority: field(text, [158, 30]),
    validFrom: field(text, [188, 16]),
    validTo: field(text, [204, 16]),
  }
}

function hkMoTwPermit(text: Uint8Array): CardRecord {
  const passNumber = field(text, [220, 18])
  return {
    type: 'hk-mo-tw-permit',
    ...named(field(text, [0, 30])),
    sexCode: field(text, [30, 2]),
    birthDate: field(text, [36, 16]),
    address: field(text, [52, 70]),
    idNumber: field(text, [122, 36]),
    authority: field(text, [158, 30]),
    validFrom: field(text, [188, 16]),
    validTo: field(text, [204, 16]),
    ...(passNumber === '' ? {} : { passNumber }),
  }
}

function foreign2017(text: Uint8Array): CardRecord {
  const englishName = field(text, [0, 120])
  const chineseName = field(text, [158, 30])
  return {
    type: 'foreign-2017',
    ...named(chineseName === '' ? englishName : chineseName),
    englishName,
    sexCode: field(text, [120, 2]),
    idNumber: field(text, [122, 30]),
    nationality: field(text, [152, 6]),
    validFrom: field(text, [188, 16]),
    validTo: field(text, [204, 16]),
    birthDate: field(text, [220, 16]),
  }
}

function foreign2023(text: Uint8Array): CardRecord {
  // The English name stands in two halves, joined before trimming: a space may stand at the seam.
  const englishName = trimPadding(rawField(text, [52, 70]) + rawField(text, [220, 22]))
  const chineseName = field(text, [0, 30])
  return {
    type: 'foreign-2023',
    ...named(chineseName === '' ? englishName : chineseName),
    englishName,
    sexCode: field(text, [30, 2]),
    birthDate: field(text, [36, 16]),
    idNumber: field(text, [122, 36]),
    validFrom: field(text, [188, 16]),
    validTo: field(text, [204, 16]),
    nationality: field(text, [242, 6]),
  }
}

const layouts: ReadonlyMap<string, (text: Uint8Array) => CardRecord> = new Map([
  [' ', resident],
  ['J', hkMoTwPermit],
  ['I', foreign2017],
  ['Y', foreign2023],
])

/** Where nothing stands in the layout of each type, beside the type letter: spaces or zeros. */
const reservedOf: Readonly<Record<CardRecord['type'], readonly Field[]>> = {
  resident: [
    [220, 28],
    [250, 6],
  ],
  'hk-mo-tw-permit': [[250, 6]],
  'foreign-2017': [[250, 6]],
  // a link to the old number stands behind the letter
  'foreign-2023': [],
}
const blank = /^(?: *|\0*)$/

const dateForm = /^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/
const numberForm = /^\d{17}[\dXx]$/
const foreign2017NumberForm = /^[A-Z]{3}\d{12}$/
const hasControlCharacter = (value: string): boolean => /\p{Cc}/u.test(value)

/** A card is issued to somebody who is born, and ends later; 长期 sorts behind every date. */
const datesInOrder = ({ birthDate, validFrom, validTo }: CardRecord): boolean =>
  birthDate <= validFrom && validFrom < validTo

/**
 * The form of the fields and of what stands beside them. The checksum is an XOR: reports in the wrong order pass it, and
 * one that came twice passes it once in 256 times. What stands in the wrong place is caught here. The ID number's check
 * digit is not looked at, that is for core to refuse in words.
 */
function holds(text: Uint8Array, record: CardRecord): boolean {
  const numbers = record.type === 'foreign-2017' ? foreign2017NumberForm : numberForm
  return (
    reservedOf[record.type].every((where) => blank.test(rawField(text, where))) &&
    ['0', '1', '2', '9'].includes(record.sexCode) &&
    dateForm.test(record.birthDate) &&
    dateForm.test(record.validFrom) &&
    (record.validTo === '长期' || dateForm.test(record.validTo)) &&
    datesInOrder(record) &&
    numbers.test(record.idNumber) &&
    !Object.values(record).some((value) => value !== undefined && hasControlCharacter(value))
  )
}

/**
 * Reads the 256-byte text record, readers.md section 3. The type letter is tested first: an unknown one is refused
 * and never read as a resident card.
 */
export function parseTextRecord(text: Uint8Array): ParsedRecord {
  if (text.length !== textBytes) return badRecord
  const layout = layouts.get(rawField(text, [typeLetterAt, 2]))
  if (layout === undefined) return { ok: false, cause: 'unknown-type-letter' }
  const parsed = cardRecordSchema.safeParse(layout(text))
  return parsed.success && holds(text, parsed.data) ? { ok: true, record: parsed.data } : badRecord
}

export type ParsedBody =
  | { ok: true; record: CardRecord; textRecord: Uint8Array; hasPhoto: boolean }
  | { ok: false; cause: 'unknown-type-letter' | 'bad-record' }

/** Which command was sent: only this says whether a length of fingerprints stands in the answer. */
export type ReadCommand = 'text-photo' | 'text-photo-fingerprints'

/**
 * Reads the answer to 30 01 or 30 10, what follows SW3: text length 0100, photo length 0400, with 30 10 the length of
 * the fingerprints, then text, photo, fingerprints. Photo and fingerprints are sensitive and of no use without a
 * licensed decoder: they are dropped here, and only said whether there was a photo.
 */
export function parseReadBody(data: Uint8Array, command: ReadCommand = 'text-photo'): ParsedBody {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const headerBytes = command === 'text-photo' ? 4 : 6
  if (data.length < headerBytes) return badRecord
  const fingerprintBytes = command === 'text-photo' ? 0 : view.getUint16(4)
  if (data.length !== headerBytes + textBytes + photoBytes + fingerprintBytes) return badRecord
  if (view.getUint16(0) !== textBytes || view.getUint16(2) !== photoBytes) return badRecord
  const photoAt = headerBytes + textBytes
  const textRecord = data.slice(headerBytes, photoAt)
  const parsed = parseTextRecord(textRecord)
  const photo = data.subarray(photoAt, photoAt + photoBytes)
  const hasPhoto = photo.some((byte) => byte !== 0 && byte !== 0xff)
  return parsed.ok ? { ...parsed, textRecord, hasPhoto } : parsed
}

/** The address of the answer to 30 03, 70 bytes of UTF-16LE; undefined when the length is another one. */
export function parseNewestAddress(data: Uint8Array): string | undefined {
  return data.length === addressBytes ? field(data, [0, addressBytes]) : undefined
}

/** The SAM's management number from its 16 bytes (u16 u16 u32 u32 u32, little endian), as it is printed. */
export function samNumberText(data: Uint8Array): string {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const kind = [view.getUint16(0, true), view.getUint16(2, true)].map((part) => String(part).padStart(2, '0'))
  const serials = [view.getUint32(8, true), view.getUint32(12, true)].map((part) =>
    String(part).padStart(10, '0'),
  )
  return [kind.join('.'), String(view.getUint32(4, true)).padStart(8, '0'), ...serials].join('-')
}
