import type { RulePack } from './rule-pack'
import type { StationId } from './ids'

/** The media a pack allows a station on a day (YYYY-MM-DD); none = sticks are off (domain.md 7). */
export function allowedMedia(
  { sticks }: Pick<RulePack, 'sticks'>,
  station: StationId,
  day: string,
): readonly string[] {
  return sticks
    .filter((rule) => rule.station === station && rule.from <= day && day <= rule.to)
    .flatMap(({ media }) => media)
}
