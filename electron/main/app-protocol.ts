import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import type { Session } from 'electron'
import { failureData } from './log'
import type { Log } from './log'
import { pageFileFor, responseHeaders, scheme } from './page-files'

/** Before the app is ready: makes `app://` a secure origin like any other. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme,
      privileges: {
        standard: true,
        secure: true,
        supportFetchAPI: true,
        allowServiceWorkers: false,
        bypassCSP: false,
        corsEnabled: false,
        stream: false,
        codeCache: true,
      },
    },
  ])
}

/** Serves the built pages and nothing else; every answer carries the content security policy. */
export function servePages(session: Session, pagesDir: string, log: Log): void {
  session.protocol.handle(scheme, async ({ method, url }) => {
    const file = method === 'GET' ? pageFileFor(url, pagesDir) : null
    if (file === null) return refusal(404)
    try {
      const bytes = await readFile(file.path)
      return new Response(new Uint8Array(bytes), {
        headers: { ...responseHeaders, 'content-type': file.contentType },
      })
    } catch (failure) {
      log('error', 'main', 'page.unreadable', failureData(failure))
      return refusal(404)
    }
  })
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: { ...responseHeaders } })
}
