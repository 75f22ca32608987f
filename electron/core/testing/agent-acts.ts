import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { operationPayloadSchema } from '../../../shared/contract/operation'
import type { AgentForm } from '../../../shared/contract/help'
import type { OperationForm } from '../../../shared/contract/counter'
import type { OperationId } from '../../../shared/domain/ids'
import type { MemberFacts } from '../../../shared/domain/member-facts'
import type { OperationPayload, PaperKind } from '../../../shared/domain/operation'
import { sampleFacts } from '../../../shared/domain/testing/samples'
import { transferForm } from './clerk-acts'
import { personOf } from './practice-counter'
import type { OpenCounter } from './practice-counter'

/** What a clerk does with agents in tests, through the windows' own procedures. */

/** Where the files lie that somebody picks; whoever uses it removes it. */
export const scans = join(tmpdir(), `scans-${randomUUID()}`)

export const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(4000, '委托书')])
export function scan(name: string, bytes: Buffer): string {
  mkdirSync(scans, { recursive: true })
  const path = join(scans, name)
  writeFileSync(path, bytes)
  return path
}

export const help: AgentForm = {
  relation: '20',
  authority: 'letter',
  phone: '',
  memberPresent: true,
  paperId: null,
}

/** Lays the agent's card into the open visit and chooses 代办人. */
export async function layAgent(counter: OpenCounter, personId: string): Promise<void> {
  counter.lay(personId)
  const readId = counter.view().otherCard?.readId ?? ''
  await counter.counter.otherCard({ readId, choice: 'agent' })
}

export async function keep(
  counter: OpenCounter,
  visitId: string,
  kind: PaperKind,
  bytes = jpeg,
): Promise<string> {
  const attachmentId = randomUUID()
  counter.picks.push(scan(`${attachmentId}.jpg`, bytes))
  await counter.counter.keepPaper({ visitId, attachmentId, kind })
  return attachmentId
}

export function payloadOf(counter: OpenCounter, id: OperationId): OperationPayload {
  const canonical = counter.core.projection.operation(id)?.canonical ?? ''
  return operationPayloadSchema.parse(JSON.parse(canonical))
}

/** The son's own wallet. */
export function toSon(amount: string): OperationForm {
  const { name, idNumber } = personOf('li-qiang')
  return { ...transferForm(amount), payeeName: name, payeeIdNumber: idNumber, relation: '20' }
}

/** A visit without a centre, over facts that it told an hour ago. */
export async function visitOf(
  counter: OpenCounter,
  personId: string,
  facts: Partial<MemberFacts> = {},
): Promise<string> {
  counter.lay(personId)
  const { idNumber } = personOf(personId)
  const asOf = counter.clock.now() - 3_600_000
  counter.core.commit([{ type: 'facts-received', facts: sampleFacts({ idNumber, asOf, ...facts }) }])
  const visitId = counter.view().visit?.visitId ?? ''
  await confirmed(counter, visitId)
  return visitId
}

export async function confirmed(counter: OpenCounter, visitId: string): Promise<void> {
  await counter.counter.confirmPerson({ visitId, same: true })
}

export async function father(counter: OpenCounter): Promise<string> {
  const visitId = await visitOf(counter, 'li-jianguo')
  await layAgent(counter, 'li-qiang')
  return visitId
}
