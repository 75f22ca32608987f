import { extname, join, normalize, sep } from 'node:path'

export const scheme = 'app'
export const origin = 'app://wallet'

/** The three pages and where each is opened. */
export const pageUrls = {
  counter: `${origin}/counter/`,
  member: `${origin}/member/`,
  slip: `${origin}/slip/`,
} as const
export type Page = keyof typeof pageUrls

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Pages load their own files and nothing else; no exception for inline code, styles or data addresses. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const responseHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-cache',
}

export interface PageFile {
  readonly path: string
  readonly contentType: string
}

/**
 * The file an address stands for, or null: another host, a file of another kind, or a path that leaves the folder.
 * @param pagesDir the folder the built pages lie in
 */
export function pageFileFor(address: string, pagesDir: string): PageFile | null {
  const url = URL.canParse(address) ? new URL(address) : null
  if (url?.protocol !== `${scheme}:` || url.host !== 'wallet') return null
  const isPage = Object.values(pageUrls).some((page) => page === `${origin}${url.pathname}`)
  const name = decoded(isPage ? `${url.pathname}index.html` : url.pathname)
  if (name === null || /[\\\0]/.test(name)) return null
  const path = normalize(join(pagesDir, name))
  if (!path.startsWith(normalize(pagesDir) + sep)) return null
  const contentType = contentTypes[extname(path)]
  return contentType === undefined ? null : { path, contentType }
}

function decoded(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return null
  }
}

/** Whether the address is that of the given page, whatever stands behind `?` and `#`. */
export function isPage(address: string, page: Page): boolean {
  const url = URL.canParse(address) ? new URL(address) : null
  return url !== null && `${url.protocol}//${url.host}${url.pathname}` === pageUrls[page]
}
