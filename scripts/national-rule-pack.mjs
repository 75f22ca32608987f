// Makes resources/national-rule-pack.json, the first live rule pack, from the list of open places of 2025-05-08 and the
// relation table. `node scripts/national-rule-pack.mjs [--check]`: with --check nothing is written, a difference fails.
import fs from 'node:fs'
import path from 'node:path'
import { main, root, say, Stop } from './terminal.mjs'

/**
 * @typedef {{ code: string | null, name: string, fullCoverage: boolean, placeOfUseChange: boolean, regions: string[] }} Province
 * @typedef {{ asOf: string, source: string, claimedRegions: number, listedRegions: number, provinces: Province[] }} List
 */

/** @param {string} name */
const resource = (name) => path.join(root, 'resources', name)
/** @param {string} name */
const read = (name) => JSON.parse(fs.readFileSync(resource(name), 'utf8'))
const target = 'national-rule-pack.json'

/** @param {List} list */
function regionTable({ asOf, source, claimedRegions, listedRegions, provinces }) {
  const open = [{ from: asOf, to: null }]
  return {
    asOf,
    source:
      `${source}, ${asOf}: ${listedRegions} regions listed of ${claimedRegions} claimed; provinces named without a list ` +
      'are unknown, not closed. Dated history: by press reports 337 regions were open by 2025-06-30 and all provinces but ' +
      'Guangdong by 2025-09; no list of those was published. 660000 is our own code for the Xinjiang corps.',
    maxDays: 30,
    provinces: provinces.map(({ code, name, fullCoverage, placeOfUseChange, regions }) => ({
      code: code ?? '660000',
      name,
      complete: fullCoverage,
      regions: regions.map((region) => ({
        name: region,
        intervals: { wallet: open, 'place-of-use-change': placeOfUseChange ? open : [] },
      })),
    })),
  }
}

/** The pack as text, the same every time. */
function nationalPack() {
  /** @type {List} */
  const list = read('regions-2025-05-08.json')
  const listed = list.provinces.reduce((sum, { regions }) => sum + regions.length, 0)
  if (listed !== list.listedRegions)
    throw new Stop(`The list has ${listed} regions and says ${list.listedRegions}`)
  const { relations } = read('practice-rule-pack.json')
  const atWindow = ['member-password', 'attestation']
  const pack = {
    suite: 'intl-1',
    realm: 'live',
    number: 1,
    title: '国家规则 1 号',
    validFrom: list.asOf,
    source:
      'Limits, hours, near relatives: public notices on the medical-insurance wallet, 2025. Relations: GB/T 4761-2008 ' +
      '(98 kept from the 1984 edition). Where no notice speaks the cautious way is taken: caps offline, ages, retention. ' +
      'The premium is the national base of insured year 2025 and test data: a region signs its own.',
    regionTable: regionTable(list),
    relations,
    transfer: {
      maxFen: 200_000,
      maxPerDay: 3,
      countDayBoundary: 'calendar-day',
      returnedCounts: true,
      hours: { opens: '06:00', closes: '22:00' },
      onePendingOnly: true,
      minKeptFen: 0,
      payeeNotOpen: 'refuse',
      alsoCheckPlaceOfUse: true,
      lastSendBefore: '18:00',
    },
    opening: { walletsPerPhone: 5, noticeVersion: 'national-1' },
    status: { maxHours: 24 },
    ages: { guardianUnder: 18, ownIncomeFrom: 16 },
    verification: { 'wallet-opening': atWindow, transfer: atWindow, receive: atWindow },
    offline: {
      perItemFen: 200_000,
      perMemberDayFen: 200_000,
      perStationDayFen: 2_000_000,
      factsMaxHours: 24,
    },
    premium: {
      cashAllowed: false,
      plans: [
        {
          year: 2025,
          region: null,
          tier: 'base',
          group: 'resident',
          amountFen: 40_000,
          payableFrom: '2024-09-01',
          payableTo: '2024-12-31',
          source:
            'National base of the resident premium for insured year 2025; test data, a region signs its own.',
        },
      ],
    },
    guards: { agentMembersPerDay: 3, payeePayers: 4, payeePayersDays: 30, twinHours: 2 },
    sticks: [],
    retention: { localCopyDays: 30 },
    office: { phone: '12393', hours: '', callBackWorkingDays: 2 },
  }
  return `${JSON.stringify(pack, null, 1)}\n`
}

main(import.meta.url, async ([mode]) => {
  const text = nationalPack()
  if (mode !== '--check') {
    fs.writeFileSync(resource(target), text)
    say(`wrote ${target}`)
    return
  }
  if (!fs.existsSync(resource(target)) || fs.readFileSync(resource(target), 'utf8') !== text)
    throw new Stop(`Out of date: ${target}. Run: node scripts/national-rule-pack.mjs`)
})
