import { z } from 'zod'
import type { CaseView } from '../../../shared/contract/case'
import { itemRecordSchema } from '../../../shared/contract/record'
import type { JournalEventType } from '../../../shared/domain/events'
import type { ClerkId } from '../../../shared/domain/ids'
import { hallIdNumber } from '../../../shared/domain/masks'
import type { Core } from '../counter-core'
import type { StoryStep } from '../projection/look-ups'
import type { OperationRecord } from '../projection/projection'
import { operationView } from './operation-view'

type Step = CaseView['steps'][number]

/** Who does what an event says, where it names no clerk (domain.md 5: the actor of every act is named). */
const actorOf: { readonly [Type in JournalEventType]?: Step['actor'] } = {
  'assent-recorded': 'member',
  'password-changed': 'member',
  'outcome-received': 'remote',
  'receipt-changed': 'remote',
  'remote-act': 'remote',
  'acted-elsewhere': 'remote',
  'corrected-by-centre': 'remote',
  'operation-returned': 'remote',
}

const longestDetail = 500

/** A case with its whole story, in order, each step with who did it. */
export function caseView(core: Core, record: OperationRecord): CaseView {
  const { projection } = core
  const { id } = record.operation
  const dispute = projection.dispute(id)
  return {
    operation: operationView(core, record),
    idNumberMasked: hallIdNumber(record.member.idNumber),
    pack: packOf(record.canonical),
    steps: projection.looks.storyOf(id).map((step) => stepOf(core, step)),
    slips: projection.looks.slipsOf(id).map((slip) => ({ ...slip })),
    records: projection.records(id).flatMap((text) => {
      const read = itemRecordSchema.safeParse(JSON.parse(text))
      return read.success
        ? [{ record: read.data.record, by: nameOf(core, read.data.by), at: read.data.at }]
        : []
    }),
    dispute:
      dispute === null
        ? null
        : {
            clerk: nameOf(core, dispute.clerk),
            reason: dispute.reason.slice(0, longestDetail),
            at: dispute.at,
          },
  }
}

function stepOf(core: Core, { at, type, who, detail }: StoryStep): Step {
  const record = type === 'record-made' ? itemRecordSchema.safeParse(JSON.parse(detail)).data : undefined
  const clerk = who ?? record?.by ?? null
  const step = { at, what: type, detail: (record?.record ?? detail).slice(0, longestDetail) }
  if (clerk === null) return { ...step, actor: actorOf[type] ?? 'system', name: null }
  if (actorOf[type] === 'remote') return { ...step, actor: 'remote', name: clerk.slice(0, 60) }
  const role = core.clerks.find((one) => one.id === clerk)?.role ?? 'clerk'
  return { ...step, actor: role, name: nameOf(core, clerk) }
}

/** Somebody who no longer works here is named by the id. */
function nameOf({ clerks }: Core, id: ClerkId): string {
  return clerks.find((clerk) => clerk.id === id)?.name ?? id
}

const packedSchema = z.looseObject({ pack: z.number().int() })

function packOf(canonical: string | null): number | null {
  return canonical === null ? null : (packedSchema.safeParse(JSON.parse(canonical)).data?.pack ?? null)
}
