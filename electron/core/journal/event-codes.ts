import type { JournalEventType } from '../../../shared/domain/events'

/** The number of each event type in a frame's clear header. A number is never given to another type. */
const codes = {
  opened: 1,
  'signed-in': 2,
  'signed-out': 3,
  'sign-in-failed': 4,
  'visit-opened': 10,
  'card-joined': 11,
  'other-card-settled': 12,
  'person-confirmed': 13,
  'visit-parked': 14,
  'visit-resumed': 15,
  'visit-ended': 16,
  'typed-visit-opened': 17,
  'card-replaced-typing': 18,
  'agent-settled': 19,
  'facts-received': 20,
  'visit-noted': 21,
  'looked-up': 22,
  'told-beforehand': 23,
  'leaflet-printed': 24,
  'complaint-made': 25,
  'complaint-handed-on': 26,
  'case-opened': 27,
  'operation-proposed': 30,
  'assent-recorded': 31,
  'operation-withdrawn': 32,
  'operation-taken': 33,
  'words-shown': 34,
  'approval-asked': 35,
  'approval-given': 36,
  'approval-refused': 37,
  'verification-asked': 38,
  'operation-dispatched': 40,
  'operation-resent': 41,
  'operation-not-sent': 42,
  'operation-unanswered': 43,
  'outcome-received': 44,
  'receipt-changed': 45,
  'changes-read': 46,
  'slip-printed': 50,
  'slip-failed': 51,
  'slip-waived': 52,
  'dispute-raised': 60,
  'dispute-settled': 61,
  'member-told': 62,
  'archive-confirmed': 70,
  'days-purged': 71,
  'store-mended': 72,
  'folder-adopted': 73,
  'backup-made': 74,
  restored: 75,
  'epoch-started': 80,
  'clerks-received': 81,
  'pack-received': 82,
  'epochs-restated': 83,
  'clerks-confirmed': 84,
  'pack-noted': 85,
  'change-parked': 90,
  'change-taken-up': 91,
  'remote-act': 92,
  'remote-acts-seen': 93,
  'operation-returned': 94,
  'operations-fetched': 95,
  'sending-stopped': 96,
  'sending-resumed': 97,
  'record-made': 100,
  'operation-relinked': 101,
  'operation-requeued': 102,
  'withdrawal-dispatched': 103,
  'hold-changed': 104,
  'attachment-kept': 105,
  'separate-consent': 106,
} as const satisfies Record<JournalEventType, number>

export function eventCode(type: JournalEventType): number {
  return codes[type]
}

const typesByCode = new Map<number, JournalEventType>(
  Object.entries(codes).map(([type, code]) => [code, type as JournalEventType]),
)

/** The type of a code, null for one of a later format: refused by name, never skipped. */
export function eventTypeOf(code: number): JournalEventType | null {
  return typesByCode.get(code) ?? null
}
