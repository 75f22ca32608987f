import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { canonicalJson } from '../../shared/contract/canonical'
import type { institutionsAnswerSchema, packAnswerSchema } from '../../shared/contract/centre-lists'
import { sha256 } from '../hash'
import type { Db } from '../schema'

/** Lists a counter keeps a copy of and asks for with its ETag. */
const kept = new Set(['/v1/clerks', '/v1/institutions', '/v1/rule-packs'])

/** Answers 304 to whoever has the same list already. */
export function answerUnchanged(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const route = request.url.split('?', 1)[0] ?? ''
    if (!kept.has(route) || reply.statusCode !== 200 || typeof payload !== 'string') return payload
    const tag = `"${sha256(payload)}"`
    reply.header('etag', tag).header('cache-control', 'private, no-cache')
    if (request.headers['if-none-match'] !== tag) return payload
    reply.status(304).removeHeader('content-type').removeHeader('content-length')
    return ''
  })
}

/** Institutions and whether they take the wallet, by code. */
export async function institutions(
  db: Db,
): Promise<z.infer<typeof institutionsAnswerSchema>['institutions']> {
  const rows = await db.selectFrom('institution').selectAll().orderBy('code').execute()
  return rows.map(({ code, name, region, kind, takes_wallet: takesWallet, phone, as_of: asOf }) => ({
    code,
    name,
    region,
    kind,
    takesWallet,
    phone,
    asOf,
  }))
}

/** Every rule pack from a number on, word for word as it was signed. */
export async function packsFrom(db: Db, from: number): Promise<z.infer<typeof packAnswerSchema>['packs']> {
  const rows = await db
    .selectFrom('rule_pack')
    .select(['number', 'hash', 'content', 'jws'])
    .where('number', '>=', from)
    .orderBy('number')
    .execute()
  return rows.map(({ content, ...row }) => ({ ...row, content: canonicalJson(content) }))
}
