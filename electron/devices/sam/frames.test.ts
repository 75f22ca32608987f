import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { samVectors, vectorBytes } from '../testing/vectors'
import { createFrameParser, encodeCommand, replyOf, takeFrames } from './frames'
import {
  findCard,
  readNewestAddress,
  readTextAndPhoto,
  readWithFingerprints,
  resetSam,
  samNumber,
  samStatus,
  selectCard,
  setRadioFrameBytes,
} from './commands'

const samFrames = samVectors.filter(({ layer }) => layer === 'sam')
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase()

describe('the collected vectors', () => {
  it.each(samFrames.filter(({ valid }) => valid))('$name is one frame', ({ bytes }) => {
    const { payloads, restAt } = takeFrames(bytes)
    expect(payloads.map(hexOf)).toEqual([hexOf(bytes.slice(7, -1))])
    expect(restAt).toBe(bytes.length)
  })

  it.each(samVectors.filter(({ layer, valid }) => layer.startsWith('sam') && !valid))(
    '$name is no frame',
    ({ bytes }) => {
      expect(takeFrames(bytes).payloads).toEqual([])
    },
  )

  it.each(samVectors.filter(({ layer, valid }) => layer === 'sam-prefix' && valid))(
    '$name is waited for',
    ({ bytes }) => {
      expect(takeFrames(bytes)).toEqual({ payloads: [], restAt: 0 })
    },
  )

  it.each(samFrames.filter(({ valid, direction }) => valid && direction === 'host->reader'))(
    '$name is what we would send',
    ({ bytes }) => {
      expect(hexOf(encodeCommand(bytes[7] ?? 0, bytes[8] ?? 0, bytes.slice(9, -1)))).toBe(hexOf(bytes))
    },
  )

  it('names the commands', () => {
    const sent = {
      ...{ resetSam, samStatus, samNumber, findCard, selectCard, readTextAndPhoto },
      ...{ readWithFingerprints, readNewestAddress, setRadioFrameBytes: setRadioFrameBytes(0x50) },
    }
    expect(Object.entries(sent).map(([name, { frame }]) => [name, hexOf(frame)])).toEqual([
      ['resetSam', hexOf(vectorBytes('cmd_reset_sam'))],
      ['samStatus', hexOf(vectorBytes('cmd_sam_status'))],
      ['samNumber', hexOf(vectorBytes('cmd_sam_id'))],
      ['findCard', hexOf(vectorBytes('cmd_find'))],
      ['selectCard', hexOf(vectorBytes('cmd_select'))],
      ['readTextAndPhoto', hexOf(vectorBytes('cmd_read_base'))],
      ['readWithFingerprints', hexOf(vectorBytes('cmd_read_base_fp'))],
      ['readNewestAddress', hexOf(vectorBytes('cmd_read_new_address'))],
      ['setRadioFrameBytes', hexOf(vectorBytes('cmd_set_max_rf'))],
    ])
  })
})

describe('the parser', () => {
  const found = vectorBytes('rsp_find_ok')

  it('lets any run of AA stand before a frame', () => {
    expect(takeFrames(Uint8Array.of(0xaa, 0xaa, ...found)).payloads).toHaveLength(1)
  })

  it("does not read the vendor's timeout mark as a frame, which would swallow the next preamble", () => {
    const mark = vectorBytes('vendor_timeout_prefix')
    const { payloads } = takeFrames(Uint8Array.of(...mark, ...found))
    expect(payloads.map((payload) => replyOf(payload)?.sw3)).toEqual([0x9f])
  })

  it('goes one byte on after a wrong checksum or an impossible length', () => {
    const wrong = Uint8Array.from(found)
    wrong[14] = (wrong[14] ?? 0) ^ 1
    const tooLong = Uint8Array.of(0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x10, 0x01)
    const tooShort = Uint8Array.of(0xaa, 0xaa, 0xaa, 0x96, 0x69, 0x00, 0x02, 0x02)
    expect(takeFrames(Uint8Array.of(...wrong, ...tooLong, ...tooShort, ...found)).payloads).toHaveLength(1)
  })

  it('forgets a half frame when told to', () => {
    const parser = createFrameParser()
    parser.push(found.slice(0, 9))
    parser.reset()
    expect(parser.push(found)).toHaveLength(1)
  })

  const piece = fc.oneof(
    fc.constantFrom(...samVectors.map(({ bytes }) => bytes)),
    fc.uint8Array({ maxLength: 40 }),
    fc
      .array(fc.constantFrom(0xaa, 0x96, 0x69, 0x00, 0x05), { maxLength: 30 })
      .map((bytes) => Uint8Array.from(bytes)),
  )

  it('finds the same frames however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 70 })),
        (pieces, cuts) => {
          const stream = Uint8Array.from(pieces.flatMap((bytes) => [...bytes]))
          const parser = createFrameParser()
          const seen: Uint8Array[] = []
          let at = 0
          for (const cut of [...cuts, stream.length]) {
            seen.push(...parser.push(stream.slice(at, at + cut)))
            at += cut
          }
          expect(seen.map(hexOf)).toEqual(takeFrames(stream).payloads.map(hexOf))
        },
      ),
      { numRuns: 300 * Number(process.env['SOAK_FACTOR'] ?? '1') },
    )
  })

  it('finds the same frames in a 1295-byte answer cut at every single offset', () => {
    const stream = vectorBytes('reply_resident_f_dated')
    for (let cut = 0; cut <= stream.length; cut += 1) {
      const parser = createFrameParser()
      const seen = [...parser.push(stream.slice(0, cut)), ...parser.push(stream.slice(cut))]
      expect(seen).toHaveLength(1)
    }
  })
})
