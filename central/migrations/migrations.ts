/** One step of the schema: frozen once it was released, forward only. */
export interface Migration {
  /** Number and word, e.g. `0001-first`; they are applied in this order. */
  readonly name: string
  /** PostgreSQL statements, one each. */
  readonly statements: readonly string[]
}
