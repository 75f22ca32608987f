export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Placement {
  readonly bounds: Area
  readonly fullScreen: boolean
}

const memberSize = { width: 1024, height: 600 }

/**
 * Where the member window goes: all of the first display that is not the counter's; with one display, the lower
 * right corner of its free area.
 * @param counterDisplay id of the display the counter window is on
 */
export function placeMember(
  displays: readonly { readonly id: number; readonly bounds: Area; readonly workArea: Area }[],
  counterDisplay: number,
): Placement {
  const other = displays.find(({ id }) => id !== counterDisplay)
  if (other !== undefined) return { bounds: other.bounds, fullScreen: true }
  const free = displays.find(({ id }) => id === counterDisplay)?.workArea ?? { x: 0, y: 0, ...memberSize }
  const x = free.x + Math.max(0, free.width - memberSize.width)
  const y = free.y + Math.max(0, free.height - memberSize.height)
  return { bounds: { x, y, ...memberSize }, fullScreen: false }
}
