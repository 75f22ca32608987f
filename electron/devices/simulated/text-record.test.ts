import { expect, it } from 'vitest'
import { vectorBytes } from '../testing/vectors'
import type { PracticeCardData } from './practice-cards'
import { chipTextOf } from './text-record'

const resident: PracticeCardData = {
  layout: 'resident',
  name: '张三',
  sexCode: '2',
  ethnicCode: '01',
  birthDate: '19491231',
  address: '北京市朝阳区测试路1号',
  idNumber: '11010519491231002X',
  authority: '北京市公安局朝阳分局',
  validFrom: '20200101',
  validTo: '20400101',
}

it.each<[string, PracticeCardData]>([
  ['text_resident_f_dated', resident],
  [
    'text_hmt_hk',
    {
      layout: 'hk-mo-tw-permit',
      name: '陈样本',
      sexCode: '2',
      ethnicCode: '01',
      birthDate: '19940823',
      address: '广东省深圳市测试区3号',
      idNumber: '810000199408230021',
      authority: '深圳市公安局',
      validFrom: '20190101',
      validTo: '20240101',
      passNumber: 'H00000001',
      timesIssued: '01',
    },
  ],
  [
    'text_prc2017',
    {
      layout: 'foreign-2017',
      name: '证件样本',
      englishName: 'ZHENGJIAN, YANGBEN',
      sexCode: '2',
      idNumber: 'PAK310080010103',
      nationality: 'PAK',
      birthDate: '19800101',
      validFrom: '20230808',
      validTo: '20330807',
    },
  ],
  [
    'text_prc2023',
    {
      layout: 'foreign-2023',
      name: '证件样本',
      englishName: 'ZHENGJIAN, YANGBEN ZHENG JIAN YANG BENXYZ',
      sexCode: '2',
      idNumber: '931586198001010028',
      nationality: '586',
      birthDate: '19800101',
      validFrom: '20230808',
      validTo: '20330807',
    },
  ],
])('builds %s', (name, card) => {
  expect(Buffer.from(chipTextOf(card)).toString('utf16le')).toBe(
    Buffer.from(vectorBytes(name)).toString('utf16le'),
  )
})

it('writes a type letter that nobody knows where the card asks for it', () => {
  const text = Buffer.from(chipTextOf({ ...resident, layout: 'unknown-letter' })).toString('utf16le')
  expect(text.slice(124, 125)).toBe('Q')
})
