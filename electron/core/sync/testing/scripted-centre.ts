import type { Batch } from '../../../../shared/contract/central'
import { batchHeadSchema, firstLink } from '../../../../shared/contract/central'
import { linkBytes } from '../../../../shared/contract/link'
import type { OperationId } from '../../../../shared/domain/ids'
import type { Outcome } from '../../../../shared/domain/operation'
import { sha256 } from '../../crypto'
import type { AnswerAbout, Central, CentralAnswer, CentralFailure } from '../../ports'

/** What the line does to one request; `reaches` = whether the centre worked on it. */
export type Mishap =
  | { readonly type: 'none' }
  | { readonly type: 'refused-to-connect' }
  | { readonly type: 'lost'; readonly reaches: boolean }
  | { readonly type: 'coded'; readonly code: Extract<CentralFailure, { kind: 'untouched' }>['code'] }

/**
 * A centre in memory that keeps the rules of design.md section 5 and nothing else: dispatch numbers without a hole, the
 * link of the chain, an id carried out once for ever. It counts what it did; what it is asked passes a line that loses
 * things as the test says.
 */
export class ScriptedCentre {
  /** How often each operation took effect. */
  readonly effects = new Map<OperationId, number>()
  /** Every complaint of the centre about the counter: none is ever right. */
  readonly complaints: string[] = []
  batches = 0
  private next = 1
  private link = firstLink
  private readonly known = new Map<OperationId, { payloadHash: string; outcome: Outcome }>()

  constructor(
    private readonly mishap: (what: 'batch' | 'operations' | 'status') => Mishap,
    /** How many turns of the event loop a request takes. */
    private readonly turns: () => number,
    private readonly now: () => number,
  ) {}

  readonly central: Central = {
    batch: (batch) => this.over('batch', () => this.workThrough(batch)),
    operations: (_station, ids) =>
      this.over('operations', () => ({ ok: true, value: ids.map((id) => answerAbout(this.known.get(id))) })),
    changes: (_station, after) => Promise.resolve({ ok: true, value: { cursor: after, changes: [] } }),
    member: () => Promise.resolve({ ok: false, failure: offline }),
    payee: () => Promise.resolve({ ok: false, failure: offline }),
    premiums: () => Promise.resolve({ ok: false, failure: offline }),
    findOperation: () => Promise.resolve({ ok: false, failure: offline }),
    withdrawElsewhere: () => Promise.resolve({ ok: false, failure: offline }),
    movements: () => Promise.resolve({ ok: false, failure: offline }),
    looks: () => Promise.resolve({ ok: false, failure: offline }),
    institutions: () => Promise.resolve({ ok: false, failure: offline }),
    tellLook: () => Promise.resolve({ ok: false, failure: offline }),
    township: () => Promise.resolve({ ok: false, failure: offline }),
    complaint: () => Promise.resolve({ ok: false, failure: offline }),
    closeDay: () => Promise.resolve({ ok: false, failure: offline }),
    askApprovals: () => Promise.resolve({ ok: false, failure: offline }),
    approvalRequests: () => Promise.resolve({ ok: false, failure: offline }),
    decideApproval: () => Promise.resolve({ ok: false, failure: offline }),
    approvalCode: () => Promise.resolve({ ok: false, failure: offline }),
    approvalSecret: () => Promise.resolve({ ok: false, failure: offline }),
    ownOperations: () => Promise.resolve({ ok: true, value: [] }),
    clerks: () => Promise.resolve({ ok: false, failure: offline }),
    rulePacks: () => Promise.resolve({ ok: false, failure: offline }),
    centreKeys: () => Promise.resolve({ ok: true, value: [] }),
    close: () => undefined,
    status: () =>
      this.over('status', () => ({
        ok: true,
        value: { realm: 'practice', at: this.now(), expected: this.next, epoch: 1, archivedThrough: null },
      })),
  }

  private async over<T>(
    what: 'batch' | 'operations' | 'status',
    work: () => CentralAnswer<T>,
  ): Promise<CentralAnswer<T>> {
    const mishap = this.mishap(what)
    for (let turn = this.turns(); turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve))
    switch (mishap.type) {
      case 'none':
        return work()
      case 'refused-to-connect':
        return { ok: false, failure: offline }
      case 'coded':
        return { ok: false, failure: { kind: 'untouched', code: mishap.code, expected: null } }
      case 'lost':
        if (mishap.reaches) work()
        return { ok: false, failure: { kind: 'unanswered', code: 'central.no-answer' } }
    }
  }

  private workThrough(batch: Batch): CentralAnswer<readonly { id: OperationId; outcome: Outcome }[]> {
    const [, middle = ''] = batch.jws.split('.')
    const head = batchHeadSchema.parse(JSON.parse(Buffer.from(middle, 'base64url').toString('utf8')))
    const expected: CentralFailure = { kind: 'untouched', code: 'sync.expected', expected: this.next }
    // half new: a part of it left in an earlier life and arrived only now
    if (head.first > this.next || (head.first < this.next && head.last >= this.next))
      return { ok: false, failure: expected }
    if (head.first === this.next && head.linkBefore !== this.link) this.complaints.push('another link')
    let link = head.linkBefore
    const results = batch.id.map((id, index) => {
      const payload = batch.payload[index] ?? ''
      const payloadHash = sha256(payload)
      link = sha256(linkBytes(link, head.first + index, payloadHash, sha256('[]')))
      return { id, outcome: this.carryOut(id, payloadHash) }
    })
    if (link !== head.linkAfter) this.complaints.push('a link that is not the chain')
    this.batches += 1
    if (head.last >= this.next) {
      this.next = head.last + 1
      this.link = head.linkAfter
    }
    return { ok: true, value: results }
  }

  private carryOut(id: OperationId, payloadHash: string): Outcome {
    const known = this.known.get(id)
    if (known !== undefined) {
      if (known.payloadHash !== payloadHash) this.complaints.push(`other content: ${id}`)
      return known.outcome
    }
    const outcome: Outcome = { type: 'done', at: this.now(), receipt: null, deadlineAt: null }
    this.effects.set(id, (this.effects.get(id) ?? 0) + 1)
    this.known.set(id, { payloadHash, outcome })
    return outcome
  }
}

const offline: CentralFailure = { kind: 'untouched', code: 'central.offline', expected: null }

export function answerAbout(known: { payloadHash: string; outcome: Outcome } | undefined): AnswerAbout {
  return known === undefined ? { known: false } : { known: true, ...known }
}
