// Numbers of a bench and the line it prints.

export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values) => percentile(values, 0.5)

/** One JSON line per goal; `ok` null = it could not be measured here, `detail.why` says why. */
export function report(goal, value, target, ok, detail) {
  const round = (number) => (typeof number === 'number' ? Number(number.toPrecision(4)) : number)
  const neat = Object.fromEntries(
    Object.entries(detail).map(([key, one]) => [key, Array.isArray(one) ? one.map(round) : round(one)]),
  )
  process.stdout.write(`${JSON.stringify({ goal, value: round(value), target, ok, detail: neat })}\n`)
}
