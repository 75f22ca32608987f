import type { Insertable } from 'kysely'
import type { ClerkId, RegionKey } from '../../shared/domain/ids'
import type { Clerk } from '../clerks/clerks'
import type { Tables } from '../schema'

/* Who works in the town, and where its people are treated. */

/** Of which every family stands in one's register. */
export const townships = ['马家窑镇', '上庄乡', '学士街道', '河西镇', '柳树湾乡', '北关街道'] as const
const staff =
  '张兰 李海 王成 赵玉 马晓 杨军 刘敏 陈静 周芳 吴强 郑华 孙丽 何平 高艳 罗刚 宋雨 唐宁 许慧'.split(' ')
/** One in so many is a supervisor. */
const supervisorEvery = 6

/** The town's clerks. In practice they all sign in with the password of the practice clerk. */
export function staffOf([practised]: readonly Clerk[]): readonly Clerk[] {
  if (practised === undefined) throw new Error('no practice clerk to take the password of')
  return staff.map((name, index) => ({
    id: `town-clerk-${String(index + 1).padStart(2, '0')}` as ClerkId,
    name,
    role: index % supervisorEvery === 0 ? 'supervisor' : 'clerk',
    verifier: practised.verifier,
  }))
}

/** Two, so that a correction finds its second person; the same password. */
export function operatorsOf([practised]: readonly Clerk[], at: number): Insertable<Tables['operator']>[] {
  if (practised === undefined) throw new Error('no practice clerk to take the password of')
  const { salt, key: verifier } = practised.verifier
  return [
    { id: 'office-1', name: '陈主管', salt, verifier, made_at: at },
    { id: 'office-2', name: '林科长', salt, verifier, made_at: at },
  ]
}

const kinds = [
  { kind: '乡镇卫生院', name: '卫生院', takes: 'yes' },
  { kind: '村卫生室', name: '村卫生室', takes: 'window' },
  { kind: '药店', name: '康民药店', takes: 'yes' },
  { kind: '药店', name: '百草堂药店', takes: 'no' },
  { kind: '诊所', name: '中西医诊所', takes: 'unknown' },
] as const
const regions = ['620000/临夏回族自治州', '620000/兰州市', '320000/苏州市', '130000/石家庄市'] as const

/** @param asOf YYYY-MM-DD, the day of the list */
export function institutionsOf(asOf: string): Tables['institution'][] {
  return regions.flatMap((region, r) =>
    townships.flatMap((town, t) =>
      kinds.map(({ kind, name, takes }, k) => ({
        code: `H99${r + 1}${String(t + 1).padStart(2, '0')}${String(k + 1).padStart(2, '0')}`,
        name: `${town}${name}`,
        region: region as RegionKey,
        kind,
        takes_wallet: takes,
        phone: null,
        as_of: asOf,
      })),
    ),
  )
}
