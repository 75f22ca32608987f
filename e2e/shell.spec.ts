import { readFileSync } from 'node:fs'
import { expect, test } from '@playwright/test'
import { messages } from '../shared/text/zh-CN'
import { expectAnswers, launchProbed, linesOf } from './page-probe'
import type { Probed } from './page-probe'

let launched: Probed
test.beforeAll(async () => {
  launched = await launchProbed()
})
test.afterAll(async () => {
  await launched.close()
})

test.describe('two windows', () => {
  test('open at app:// under their own titles, large enough', async () => {
    const { app, counter, member } = launched
    expect(counter.url()).toBe('app://wallet/counter/')
    expect(member.url()).toBe('app://wallet/member/')
    const windows = await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => ({
        title: window.getTitle(),
        size: window.getSize(),
        shown: window.isVisible(),
        menu: window.isMenuBarVisible(),
      })),
    )
    expect(windows.sort((a, b) => b.title.length - a.title.length)).toEqual([
      { title: messages.counter.shell.product, size: [1366, 768], shown: true, menu: false },
      { title: messages.counter.devices.member, size: [1024, 600], shown: true, menu: false },
    ])
    expect(await app.evaluate(({ Menu }) => Menu.getApplicationMenu())).toBeNull()
  })

  test('get a new port at every load, and core answers over it', async () => {
    for (const page of [launched.counter, launched.member]) {
      await page.reload()
      await expectAnswers(page, 1)
    }
  })
})

// What the developer tools start does not obey the page's policy; what a timer started by them does is the page's
// own doing, and does.
test.describe('pages are shut in', () => {
  test('the processes of both windows run in the sandbox of the system', async () => {
    test.skip(!launched.sandbox, 'this kernel offers no sandbox to ordinary users')
    test.skip(process.platform !== 'linux', 'read from /proc')
    const pids = await launched.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getOSProcessId()),
    )
    expect(pids).toHaveLength(2)
    for (const pid of pids) {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      expect(status).toMatch(/^Seccomp:\s+2$/m)
      expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
    }
  })

  test('both run with the preferences that were written out', async () => {
    const reported = await launched.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) => {
        const ask: unknown = Reflect.get(webContents, 'getLastWebPreferences')
        return typeof ask === 'function' ? (Reflect.apply(ask, webContents, []) as unknown) : null
      }),
    )
    expect(reported).toHaveLength(2)
    for (const preferences of reported) {
      expect(preferences).toMatchObject({
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        webviewTag: false,
        allowRunningInsecureContent: false,
        experimentalFeatures: false,
        enableBlinkFeatures: '',
        disableDialogs: true,
      })
    }
  })

  test('no page sees anything of Node, Electron or the preload', async () => {
    for (const page of [launched.counter, launched.member]) {
      const seen = await page.evaluate(() =>
        ['process', 'require', 'module', 'global', 'Buffer', 'electron', 'ipcRenderer', '__dirname'].filter(
          (name) => name in globalThis,
        ),
      )
      expect(seen).toEqual([])
    }
  })

  test('the policy stops inline code, code from text, inline styles, data pictures and other hosts', async () => {
    const found = await launched.counter.evaluate(async () => {
      await new Promise((resolve) => setTimeout(resolve, 0)) // on in a task of the page, see above
      const violations: string[] = []
      const note = (event: SecurityPolicyViolationEvent): void => {
        violations.push(event.effectiveDirective)
      }
      document.addEventListener('securitypolicyviolation', note)
      const add = (tag: string, set: (element: HTMLElement) => void): void => {
        const element = document.createElement(tag)
        set(element)
        document.body.append(element)
        element.remove()
      }
      const ran: string[] = []
      Object.assign(window, { ranInline: () => ran.push('inline') })
      add('script', (element) => (element.textContent = 'ranInline()'))
      add('img', (element) => element.setAttribute('onerror', 'ranInline()'))
      add('div', (element) => element.setAttribute('style', 'color: red'))
      add('img', (element) => element.setAttribute('src', 'data:image/gif;base64,R0lGODlhAQABAAAAACw='))
      add('iframe', (element) => element.setAttribute('src', 'app://wallet/member/'))
      add('base', (element) => element.setAttribute('href', 'https://example.org/'))
      for (const [name, make] of [
        ['eval', () => (0, eval)('1') as unknown],
        ['function', () => Reflect.construct(Function, ['return 1']) as unknown],
      ] as const) {
        try {
          make()
          ran.push(name)
        } catch (failure) {
          violations.push(failure instanceof EvalError ? `${name} refused` : 'other')
        }
      }
      const fetched = await fetch('https://example.org/').then(
        () => 'fetched',
        () => 'refused',
      )
      await new Promise((resolve) => setTimeout(resolve, 300))
      document.removeEventListener('securitypolicyviolation', note)
      return { ran, fetched, violations: [...new Set(violations)].sort() }
    })
    expect(found.ran).toEqual([])
    expect(found.fetched).toBe('refused')
    expect(found.violations).toEqual(
      expect.arrayContaining([
        'base-uri',
        'connect-src',
        'eval refused',
        'frame-src',
        'function refused',
        'img-src',
        'script-src-elem',
        'style-src-attr',
      ]),
    )
  })

  test('every answer carries the policy, and nothing beyond the pages is served', async () => {
    const answers = await launched.counter.evaluate(async () => {
      const ask = async (address: string, method = 'GET'): Promise<unknown> => {
        const answer = await fetch(address, { method })
        return [
          answer.status,
          answer.headers.get('content-security-policy'),
          await answer.text().then((t) => t.length > 0),
        ]
      }
      return Promise.all([
        ask('/counter/'),
        ask('/counter/', 'POST'),
        ask('/%2e%2e%2fmain%2fmain.js'),
        ask('/..%2f..%2f..%2fpackage.json'),
        ask('/counter'),
        ask('/nothing.js'),
      ])
    })
    const policy =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
      "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    expect(answers).toEqual([[200, policy, true], ...Array.from({ length: 5 }, () => [404, policy, false])])
  })

  test('no page goes elsewhere or opens a window', async () => {
    const { app, counter } = launched
    const opened = await counter.evaluate(async () => {
      await new Promise((resolve) => setTimeout(resolve, 0)) // on in a task of the page, see above
      const addresses = [
        'https://example.org/',
        'app://wallet/member/',
        'file:///etc/hostname',
        'data:text/html,x',
      ]
      const windows = addresses.map((address) => window.open(address))
      for (const address of addresses) {
        window.location.assign(address)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      const link = document.createElement('a')
      Object.assign(link, { href: 'app://wallet/member/', target: '_blank' })
      document.body.append(link)
      link.click()
      link.remove()
      return windows.filter((made) => made !== null).length
    })
    expect(opened).toBe(0)
    expect(counter.url()).toBe('app://wallet/counter/')
    expect(app.windows()).toHaveLength(2)
    expect(linesOf(launched, 'page.window-refused')).toBeGreaterThan(0)
    expect(linesOf(launched, 'page.navigation-refused')).toBeGreaterThan(0)
  })

  test('a page that gets to an empty address is brought back', async () => {
    const { counter } = launched
    for (const [index, address] of ['about:blank', 'about:srcdoc'].entries()) {
      await counter.evaluate((empty) => {
        setTimeout(() => window.location.assign(empty), 0)
      }, address)
      await expect.poll(() => linesOf(launched, 'page.strayed')).toBe(index + 1)
      await expect.poll(() => counter.url()).toBe('app://wallet/counter/')
      await expectAnswers(counter, 1)
    }
  })

  test('every permission is refused', async () => {
    const answers = await launched.member.evaluate(async () => {
      const outcome = (work: Promise<unknown>): Promise<string> =>
        work.then(
          (value) => String(value),
          (failure: unknown) =>
            failure instanceof Error || failure instanceof DOMException ? failure.name : 'other',
        )
      const state = (name: string): Promise<string> =>
        outcome(navigator.permissions.query({ name: name as PermissionName }).then((status) => status.state))
      return {
        geolocation: await state('geolocation'),
        notifications: await outcome(Notification.requestPermission()),
        camera: await outcome(navigator.mediaDevices.getUserMedia({ video: true })),
        screen: await outcome(navigator.mediaDevices.getDisplayMedia()),
        clipboard: await outcome(navigator.clipboard.readText()),
      }
    })
    expect(answers.geolocation).toBe('denied')
    expect(answers.notifications).toBe('denied')
    for (const answer of [answers.camera, answers.screen, answers.clipboard]) {
      expect(answer).toMatch(/^(NotAllowedError|NotFoundError|NotSupportedError|InvalidStateError)$/)
    }
  })
})
