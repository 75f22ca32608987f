/** What somebody is to the member, and what the member commits to where the relation needs it. */
export interface RelationFields {
  /** Two digits of GB/T 4761, empty = not chosen. */
  relation: string
  commitment: string
}

/** A relative by name and number, as the clerk types them. */
export interface RelativeFields extends RelationFields {
  otherName: string
  otherIdNumber: string
}
