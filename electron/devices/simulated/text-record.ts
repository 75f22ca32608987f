import type { PracticeCardData } from './practice-cards'

type Placed = readonly [offset: number, value: string | undefined]

const fieldsOf: Record<PracticeCardData['layout'], (card: PracticeCardData) => Placed[]> = {
  resident: (card) => residentFields(card),
  'unknown-letter': (card) => [...residentFields(card), [248, 'Q']],
  'hk-mo-tw-permit': (card) => [
    ...residentFields({ ...card, ethnicCode: undefined }),
    [220, card.passNumber],
    [238, card.timesIssued],
    [248, 'J'],
  ],
  'foreign-2017': (card) => [
    [0, card.englishName],
    [120, card.sexCode],
    [122, card.idNumber],
    [152, card.nationality],
    [158, card.name],
    [188, card.validFrom],
    [204, card.validTo],
    [220, card.birthDate],
    [236, '01'],
    [240, '1500'],
    [248, 'I'],
  ],
  'foreign-2023': (card) => [
    [0, card.name],
    [30, card.sexCode],
    [32, '01'],
    [36, card.birthDate],
    [52, card.englishName?.slice(0, 35)],
    [122, card.idNumber],
    [188, card.validFrom],
    [204, card.validTo],
    [220, card.englishName?.slice(35, 46)],
    [242, card.nationality],
    [248, 'Y'],
  ],
}

function residentFields(card: PracticeCardData): Placed[] {
  return [
    [0, card.name],
    [30, card.sexCode],
    [32, card.ethnicCode],
    [36, card.birthDate],
    [52, card.address],
    [122, card.idNumber],
    [158, card.authority],
    [188, card.validFrom],
    [204, card.validTo],
  ]
}

/** The 256 bytes that such a card's chip holds: UTF-16LE, space padded, offsets of readers.md section 3. */
export function chipTextOf(card: PracticeCardData): Uint8Array {
  const chip = Buffer.from(' '.repeat(128), 'utf16le')
  for (const [offset, value] of fieldsOf[card.layout](card)) chip.write(value ?? '', offset, 'utf16le')
  return Uint8Array.from(chip)
}
