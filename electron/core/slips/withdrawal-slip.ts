import type { OperationAtCentre } from '../../../shared/contract/find-operation'
import type { Slip } from '../../../shared/contract/slip'
import { shanghaiDate, shanghaiTime } from '../../../shared/domain/china-time'
import { hallIdNumber, hallName } from '../../../shared/domain/masks'
import { showOperationNumber } from '../../../shared/domain/operation-number'
import type { Core } from '../counter-core'
import { leafletOf, row } from './compose-leaflet'

interface Withdrawn {
  readonly member: { readonly name: string; readonly idNumber: string }
  /** Null where its slip was shown instead. */
  readonly number: string | null
  readonly withdrawal: 'cancelled' | 'waiting'
  readonly today: OperationAtCentre | null
}

/** 撤回单 for what another counter took: what the centre said, and what that means for the money. */
export function withdrawalSlip(
  core: Core,
  clerk: string,
  { member, number, withdrawal, today }: Withdrawn,
): Slip {
  const { words, clock } = core
  const now = clock.now()
  return leafletOf(core, clerk, {
    title: words('slip.title.withdrawn'),
    banner: words(`withdrawal.banner.${withdrawal}`),
    rows: [
      ...(today === null ? [] : [row(words('slip.what'), words(`kind.${today.kind}`))]),
      row(words('slip.who'), `${hallName(member.name)}　${hallIdNumber(member.idNumber)}`),
      ...(number === null ? [] : [row(words('withdrawal.number'), showOperationNumber(number), null, true)]),
      ...(today === null ? [] : [row(words('withdrawal.takenAt'), `${today.hall} ${today.desk}`)]),
      row(words('withdrawal.at'), `${shanghaiDate(now)} ${shanghaiTime(now)}`),
      row(words('slip.next'), words(`withdrawal.next.${withdrawal}`), null, true),
    ],
  })
}
