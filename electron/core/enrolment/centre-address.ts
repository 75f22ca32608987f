/**
 * The centre's address as it was typed, `host` or `host:port` with or without `https://`; null when it is none. There is no
 * path, and nothing but TLS.
 */
export function centreAddress(typed: string): string | null {
  const text = typed.normalize('NFKC').trim()
  if (text === '' || /\s/u.test(text)) return null
  const whole = /^[a-z]+:\/\//iu.test(text) ? text : `https://${text}`
  if (!URL.canParse(whole)) return null
  const url = new URL(whole)
  const plain = url.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
  return url.protocol === 'https:' && plain ? url.origin : null
}
