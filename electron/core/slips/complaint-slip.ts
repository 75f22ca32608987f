import type { Slip } from '../../../shared/contract/slip'
import { shanghaiDate, shanghaiTime } from '../../../shared/domain/china-time'
import { regionName } from '../../../shared/domain/regions'
import type { Core } from '../counter-core'
import type { Complaint } from '../projection/look-ups'
import { leafletOf, row } from './compose-leaflet'

/** What was complained of, under which number, and whether the centre has it by now. No name of the member is on it. */
export function complaintSlip(
  core: Core,
  clerk: string,
  { number, name, region, said, madeAt, handedOn }: Complaint,
): Slip {
  const { words } = core
  const at = `${shanghaiDate(madeAt)} ${shanghaiTime(madeAt)}`
  return leafletOf(core, clerk, {
    title: words('complaint.title'),
    banner: words(handedOn === null ? 'complaint.banner.waiting' : 'complaint.banner.sent'),
    rows: [
      row(words('complaint.number'), number, words('complaint.numberHow'), true),
      row(words('complaint.about'), region === null ? name : `${name}（${regionName(region)}）`),
      row(words('complaint.said'), said.length > 395 ? `${said.slice(0, 395)}……` : said),
      row(words('complaint.at'), at),
      row(
        words('slip.next'),
        words(handedOn === null ? 'complaint.next.waiting' : 'complaint.next.sent'),
        null,
        true,
      ),
    ],
  })
}
