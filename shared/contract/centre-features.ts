/**
 * What a centre says in its status that it knows, beyond what every version of the contract has. A centre that says nothing
 * is older than the list: a counter offers none of these to it. Words are only ever added.
 */
export const centreFeatures = [
  'member-password',
  'withdrawal-elsewhere',
  'slip-code',
  'township-list',
] as const
export type CentreFeature = (typeof centreFeatures)[number]
