/** The one home of chance in core that is not a key or an id: spreading retries, so that stations do not come together. */
export function jitter(): number {
  return Math.random()
}
