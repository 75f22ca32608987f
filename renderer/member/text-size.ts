/** Main text in px at the window's usual zoom (screens.md section 3); every other size follows from it. */
export const textSizes = [24, 28, 36, 48] as const
export type TextSize = (typeof textSizes)[number]

export const firstTextSize: TextSize = 28

/** One step bigger; after the biggest comes the smallest. */
export function nextTextSize(size: TextSize): TextSize {
  return textSizes[textSizes.indexOf(size) + 1] ?? textSizes[0]
}
