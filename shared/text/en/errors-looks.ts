/** Refusals of looking and telling. */
export const errorsLooks = {
  'triage.gone': {
    clerk: 'What was looked up has been put away',
    say: 'Please lay your card down once more',
    next: 'Press “Quick look” and lay the card down again; to serve, just lay it down',
  },
} as const
