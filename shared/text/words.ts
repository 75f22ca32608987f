/**
 * One refusal in words. Named places carry the names of the refusal's data: those that end in Fen are filled in as yuan
 * with two decimals, instants as a Shanghai time, validTo as a date, state as the state's word.
 */
export interface ErrorWords {
  /** What the clerk reads. */
  readonly clerk: string
  /** What the clerk tells the person, and what an elder may hear. */
  readonly say: string
  /** The next step, or the way round. */
  readonly next: string
}
