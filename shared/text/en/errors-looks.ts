/** Refusals of looking and telling. */
export const errorsLooks = {
  'triage.gone': {
    clerk: 'What was looked up has been put away',
    say: 'Please lay your card down once more',
    next: 'Press “Quick look” and lay the card down again; to serve, just lay it down',
  },
  'operation-number.malformed': {
    clerk: 'An operation number has 12 digits',
    say: 'Please show me the slip',
    next: 'Type the 12 digits of the slip, spaces do not matter; without a slip lay the ID card down',
  },
  'operation-number.wrong-check-digit': {
    clerk: 'One digit is mistyped (the last one does not fit)',
    say: 'Please read me the number once more',
    next: 'Compare with the slip three by three, or scan its QR',
  },
  'operation.purged': {
    clerk: 'It is of {day} and was archived; nothing of it is kept here',
    say: 'Yours is archived, the centre looks it up',
    next: 'The supervisor asks the centre’s archive; what the slip says stands',
  },
  'code.gone': {
    clerk: 'The scanned code was cleared',
    say: 'Please scan the slip once more',
    next: 'Scan the QR again, or type the operation number',
  },
  'slip.unreadable': {
    clerk: 'The QR is not whole, or not one of a slip',
    say: 'Please lay the slip flat and scan it again',
    next: 'Lay it flat and scan; else type the operation number',
  },
  'slip.other-realm': {
    clerk: 'A practice slip at a live counter, or a live one in practice',
    say: 'This slip cannot be looked up here, please wait',
    next: 'See whether the foot says practice; take a live slip to a live counter',
  },
  'slip.bad-signature': {
    clerk: 'The signature is wrong: not printed here, or altered',
    say: 'Please wait, the supervisor comes',
    next: 'Keep the slip, call the supervisor; look the operation up by its number',
  },
  'complaint.no-such-institution': {
    clerk: 'Not in the list; the list may just have changed',
    say: 'One moment, I will look again',
    next: 'Search and choose again; for one that is really not listed choose “not in the list” and write its name',
  },
  'complaint.no-such': {
    clerk: 'This counter has no such complaint',
    say: 'One moment, I will look again',
    next: 'Look in the list below; the bureau finds archived ones by their number',
  },
  'complaint.other-content': {
    clerk: 'The centre has a complaint of this number with another content',
    say: 'One moment, I will ask the supervisor',
    next: 'Keep both; the supervisor compares them with the bureau',
  },
  'told.nothing-refused': {
    clerk: 'Nothing stops it now, there is nothing to tell',
    say: 'It can be done, please wait',
    next: 'Go on with the form; what the centre must check is registered first',
  },
} as const
