import type { OpenAPI } from '@orpc/openapi'

/** No script and nothing from anywhere else: the page works where the centre does. */
export const docsPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
code,pre{font:14px/1.4 ui-monospace,monospace}pre{background:#f4f4f4;padding:.75rem;overflow:auto;max-height:30rem}
summary{cursor:pointer;padding:.5rem 0;border-top:1px solid #ccc}b.method{display:inline-block;width:4rem}
td{padding:.15rem 1rem .15rem 0;vertical-align:top}`

/** The contract as one page of plain HTML, made from its OpenAPI document. */
export function docsPage({ info, paths }: OpenAPI.Document): string {
  const operations = Object.entries(paths ?? {}).flatMap(([path, item]) =>
    (['get', 'post'] as const).flatMap((method) => {
      const operation = item?.[method]
      return operation === undefined ? [] : [operationHtml(method, path, operation)]
    }),
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(info.title)}</title>
<meta name="viewport" content="width=device-width"><style>${style}</style></head><body>
<h1>${escaped(info.title)}</h1><p>${escaped(info.description ?? '')}</p>
<p>The document itself: <a href="/v1/openapi.json">/v1/openapi.json</a></p>
${operations.join('\n')}</body></html>`
}

function operationHtml(method: string, path: string, operation: OpenAPI.OperationObject): string {
  const open = operation.security?.length === 0
  const parts = [
    part('Parameters', operation.parameters),
    part('Request', operation.requestBody),
    ...Object.entries(operation.responses ?? {}).map(([status, response]) => part(status, response)),
  ]
  return `<details><summary><b class="method">${method.toUpperCase()}</b> <code>${escaped(path)}</code>
${escaped(operation.summary ?? '')}${open ? ' (no token)' : ''}</summary>${parts.join('')}</details>`
}

function part(name: string, value: unknown): string {
  return value === undefined
    ? ''
    : `<h4>${escaped(name)}</h4><pre>${escaped(JSON.stringify(value, null, 1))}</pre>`
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
