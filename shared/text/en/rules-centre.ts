/** Words of the rules of services that only the centre checks so far. */
export const rulesCentre = {
  'premium.registered': { ok: 'Registered for the year', unknown: 'Registration: the centre checks' },
  'premium.plan': { ok: 'The rules hold this premium', unknown: 'The premium fixed: the centre checks' },
  'premium.payable': { ok: 'Payable now', unknown: 'Payable now? The centre checks' },
  'premium.unpaid': { ok: 'Not paid yet', unknown: 'Paid? The centre checks' },
  'premium.amount': { ok: 'The amount is the one due', unknown: 'Amount due: the centre checks' },
  'premium.balance': { ok: 'Enough money', unknown: 'Balance: the centre checks' },
  'place.current': { ok: 'The present place of use is right', unknown: 'Present place: the centre checks' },
  'place.change-offered': { ok: 'The region offers the change', unknown: 'Offered there? Needs the line' },
  'place.nothing-waiting': { ok: 'No money on its way', unknown: 'Money on its way? The centre checks' },
  'binding.offered': { ok: 'Family-binding is taken here', unknown: 'Taken here? The centre checks' },
  'binding.relative': { ok: 'The relative is insured', unknown: 'Insured? The centre checks' },
  'binding.in-force': { ok: 'Fits what is bound now', unknown: 'Bound now? The centre checks' },
  'relation.other': { ok: 'Name and number are right', unknown: 'The other person: the centre checks' },
} as const
