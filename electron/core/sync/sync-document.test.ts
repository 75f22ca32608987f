import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../../shared/contract/canonical'
import {
  batchHeadSchema,
  batchIn,
  batchSchema,
  firstLink,
  sentBatchOf,
} from '../../../shared/contract/central'
import { linkBytes } from '../../../shared/contract/link'
import { linksOf } from '../../../central/stations/batch-head'
import { sha256, stationSigner } from '../crypto'

/* The worked example of docs/sync.md: whoever writes another centre holds it against these bytes. */

/** RFC 8037, A.1. */
const privateKey = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
}
const ids = ['01a21734-66b1-7769-bd4e-8083b7c18778', '01a21734-66b1-7769-bd4e-8083b7c18779']

test('the example of docs/sync.md is what this code makes', async () => {
  const texts = ids.map((id, n) => canonicalJson({ id, v: 1, taken: n + 1, body: { kind: 'example' } }))
  const payloadHashes = texts.map((text) => sha256(text))
  const recordsHash = sha256('[]')
  const links = payloadHashes.reduce<string[]>(
    (made, payloadHash, n) => [
      ...made,
      sha256(linkBytes(made.at(-1) ?? firstLink, n + 1, payloadHash, recordsHash)),
    ],
    [],
  )
  // the centre comes to the same by its own way
  const items = payloadHashes.map((payloadHash, n) => ({ dispatch: n + 1, payloadHash, recordsHash }))
  expect(linksOf(firstLink, items as never)).toEqual(links)
  const head = batchHeadSchema.parse({
    suite: 'intl-1',
    realm: 'practice',
    station: 'practice-1',
    epoch: 1,
    first: 1,
    last: 2,
    linkBefore: firstLink,
    linkAfter: links[1],
    journalHead: sha256('journal'),
    keyId: 'key-1',
  })
  const signer = await stationSigner(head.keyId, privateKey)
  const jws = await signer.sign(canonicalJson(head))
  const batch = batchSchema.parse({ jws, dispatch: [1, 2], id: ids, payload: texts, records: [[], []] })
  const sent = sentBatchOf(batch)
  expect(batchIn(sent)).toEqual(batch)
  const document = readFileSync('docs/sync.md', 'utf8')
  for (const part of [
    ...texts,
    ...payloadHashes,
    recordsHash,
    ...links,
    canonicalJson(head),
    jws,
    canonicalJson(sent.payload),
  ])
    expect(document).toContain(part)
})
