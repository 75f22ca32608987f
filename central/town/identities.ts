import { checkCharacter } from '../../shared/domain/id-number'
import type { Lots } from './lots'

export type Sex = 'male' | 'female'

/** Region codes nobody was ever given, so no number of the town is anybody's. */
const idRegions = ['990401', '990402', '990403', '990405', '990411', '990417', '990521', '990602'] as const

const surnames = [
  ...'王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严武乔祁'.split(
    '',
  ),
]
const givenNames = {
  male: '建国|志强|国华|德明|永福|金宝|文斌|海军|卫东|长贵|成林|世荣|俊杰|浩然|子轩|宇航|博文|明哲|家豪|少华|学文|占奎|来福|有才|万里',
  female:
    '秀英|桂兰|玉梅|淑珍|凤英|秀兰|玉华|丽华|春梅|小红|雪梅|晓燕|婷婷|欣怡|梓涵|诗雨|佳慧|静怡|月娥|翠花|金凤|巧珍|兰芳|素云|香莲',
} as const

/** Hands out names and numbers, no number twice. */
export class Identities {
  readonly #orders = new Map<string, number>()

  constructor(readonly lots: Lots) {}

  surname(): string {
    return surnames[this.lots.between(0, surnames.length - 1)] ?? '王'
  }

  name(surname: string, sex: Sex): string {
    const names = givenNames[sex].split('|')
    return surname + (names[this.lots.between(0, names.length - 1)] ?? '')
  }

  /** An ID number with a right check digit of somebody born in this year; the sex stands in its seventeenth digit. */
  idNumber(year: number, sex: Sex): string {
    const two = (n: number): string => String(n).padStart(2, '0')
    const birthDate = `${year}${two(this.lots.between(1, 12))}${two(this.lots.between(1, 28))}`
    const start = `${this.lots.oneOf(idRegions)}${birthDate}`
    const count = this.#orders.get(start + sex) ?? 0
    this.#orders.set(start + sex, count + 1)
    const order = String(2 * count + (sex === 'male' ? 1 : 2)).padStart(3, '0')
    return `${start}${order}${checkCharacter(start + order)}`
  }
}
