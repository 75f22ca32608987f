import { create } from 'qrcode'

/** A code as one SVG path of unit modules, quiet zone included. */
export interface QrDrawing {
  path: string
  /** Modules on one side, quiet zone included: the side of the viewBox. */
  side: number
  /** Printed side in mm. */
  sideMm: number
}

/** ISO/IEC 18004: four light modules all round. */
export const quietModules = 4
/** Smaller modules smear on an office printer, and old cameras lose them. */
const moduleMm = 0.36
const smallestMm = 26

/** Draws `text` (at most 600 characters) with error correction level M. */
export function drawQr(text: string): QrDrawing {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const side = modules.size + 2 * quietModules
  const path: string[] = []
  for (let row = 0; row < modules.size; row++) {
    for (const [start, length] of runs(modules.size, (column) => modules.get(row, column) !== 0)) {
      path.push(`M${start + quietModules} ${row + quietModules}h${length}v1h-${length}z`)
    }
  }
  return { path: path.join(''), side, sideMm: Math.max(smallestMm, side * moduleMm) }
}

/** The dark runs of one row as [start, length]: long strokes leave no hairlines between modules on paper. */
function runs(size: number, dark: (column: number) => boolean): [start: number, length: number][] {
  const found: [number, number][] = []
  let start = -1
  for (let column = 0; column <= size; column++) {
    const isDark = column < size && dark(column)
    if (isDark && start < 0) start = column
    if (!isDark && start >= 0) {
      found.push([start, column - start])
      start = -1
    }
  }
  return found
}
