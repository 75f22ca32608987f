/** Names of things. A branded string cannot be mixed up with another at compile time and costs nothing at run time. */
declare const brand: unique symbol
type Branded<T, Name extends string> = T & { readonly [brand]: Name }

/** UUIDv7, made at the first key of an operation and kept for ever. */
export type OperationId = Branded<string, 'OperationId'>
/** UUIDv7 of one visit of one person at the counter. */
export type VisitId = Branded<string, 'VisitId'>
/** The station's name at the centre, e.g. `practice-1`. */
export type StationId = Branded<string, 'StationId'>
/** The clerk's sign-in name. */
export type ClerkId = Branded<string, 'ClerkId'>
/** Integer hundredths of a yuan. */
export type Fen = Branded<number, 'Fen'>
/** `provinceCode/regionName`, e.g. `320000/苏州市` (domain.md section 6: names repeat across provinces). */
export type RegionKey = Branded<string, 'RegionKey'>
/** Two digits of GB/T 4761, the payee seen from the payer. */
export type RelationCode = Branded<string, 'RelationCode'>

export type Realm = 'practice' | 'live'
export type Party = 'ours' | 'elsewhere'
