import { describe, expect, it } from 'vitest'
import { isPage, pageFileFor, responseHeaders } from './page-files'

const pagesDir = '/opt/wallet/out/app/renderer'
const fileFor = (address: string): string | undefined => pageFileFor(address, pagesDir)?.path

describe('pageFileFor', () => {
  it.each(['counter', 'member', 'slip'])('serves the %s page at its folder', (page) => {
    expect(pageFileFor(`app://wallet/${page}/`, pagesDir)).toEqual({
      path: `${pagesDir}/${page}/index.html`,
      contentType: 'text/html; charset=utf-8',
    })
  })

  it('serves scripts, styles and pictures with their kind', () => {
    expect(pageFileFor('app://wallet/assets/counter-1a2b.js?x=1#y', pagesDir)).toEqual({
      path: `${pagesDir}/assets/counter-1a2b.js`,
      contentType: 'text/javascript; charset=utf-8',
    })
    expect(pageFileFor('app://wallet/assets/a%20b.css', pagesDir)?.contentType).toMatch(/^text\/css/)
  })

  it.each([
    'app://wallet/../preload/preload.js',
    'app://wallet/..%2fpreload%2fpreload.js',
    'app://wallet/assets/%2e%2e/%2e%2e/%2e%2e/main/main.js',
    'app://wallet/%2e%2e%2f%2e%2e%2fmain%2fmain.js',
    'app://wallet/..%5c..%5cmain%5cmain.js',
    'app://wallet/assets/x.js%00.png',
    'app://wallet/%e0%a4%a.js',
  ])('never leaves its folder: %s', (address) => {
    const file = fileFor(address)
    expect(file === undefined || file.startsWith(`${pagesDir}/`)).toBe(true)
    expect(file ?? '').not.toMatch(/\.\.|\0|\\/)
  })

  it('does not serve a folder beside its own that begins with the same name', () => {
    expect(fileFor('app://wallet/..%2frenderer-old%2fx.js')).toBeUndefined()
  })

  it.each([
    'app://other/counter/',
    'app://wallet.example/counter/',
    'app://wallet:80/counter/',
    'https://wallet/counter/',
    'file:///etc/passwd',
    'nonsense',
    'app://wallet/',
    'app://wallet/counter',
    'app://wallet/assets/',
    'app://wallet/assets/x.map',
    'app://wallet/assets/x.exe',
  ])('serves nothing for %s', (address) => {
    expect(fileFor(address)).toBeUndefined()
  })
})

describe('isPage', () => {
  it('knows the page by scheme, host and path', () => {
    expect(isPage('app://wallet/counter/', 'counter')).toBe(true)
    expect(isPage('app://wallet/counter/#/visit', 'counter')).toBe(true)
    for (const other of [
      'app://wallet/member/',
      'app://wallet/counter/x',
      'https://wallet/counter/',
      '',
      'app:',
    ]) {
      expect(isPage(other, 'counter')).toBe(false)
    }
  })
})

describe('responseHeaders', () => {
  it('allow nothing inline, evaluated or from elsewhere', () => {
    const policy = responseHeaders['content-security-policy'] ?? ''
    expect(policy).not.toMatch(/unsafe|data:|blob:|https?:|\*/)
    expect(policy).toContain("default-src 'none'")
  })
})
