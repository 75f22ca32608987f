/** Refusals of a rule pack; the one in force stays. */
export const errorsPacks = {
  'pack.malformed': {
    clerk: 'This rule pack is malformed and was not taken',
    say: 'The present rules hold',
    next: 'Whoever issued it mends it and sends it again; the rules in force stay',
  },
  'pack.no-date': {
    clerk: 'This rule pack does not say from which day it holds and was not taken',
    say: 'The present rules hold',
    next: 'Whoever issued it adds the date and sends it again; the rules in force stay',
  },
  'pack.unknown-suite': {
    clerk: 'This rule pack is signed in a way we do not know and was not taken',
    say: 'The present rules hold',
    next: 'The centre needs a newer program first; the rules in force stay',
  },
  'pack.bad-signature': {
    clerk: 'The signature of this rule pack is wrong; it was not taken',
    say: 'The present rules hold',
    next: 'Do not use this file and tell the centre; the rules in force stay',
  },
  'pack.other-realm': {
    clerk: 'Practice and live rule packs were mixed up; it was not taken',
    say: 'The present rules hold',
    next: 'Take the right one; the rules in force stay',
  },
  'pack.older-number': {
    clerk: 'The number of this rule pack is not newer than the present one; it was not taken',
    say: 'The present rules hold',
    next: 'A change of the rules needs a new number; the rules in force stay',
  },
  'pack.changed': {
    clerk: 'A rule pack of this number has other content; it was not taken',
    say: 'The present rules hold',
    next: 'A published pack is never changed: publish under a new number',
  },
} as const
