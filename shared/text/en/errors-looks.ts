/** Refusals of looking and telling. */
export const errorsLooks = {
  'triage.gone': {
    clerk: 'What was looked up has been put away',
    say: 'Please lay your card down once more',
    next: 'Press “Quick look” and lay the card down again; to serve, just lay it down',
  },
  'people.not-offered': {
    clerk: 'The rules in force say nothing of looking people up without a card, so it is not done',
    say: 'Please bring your ID card and I will look it up for you',
    next: 'Ask the person to come with the ID card; if it is urgent, let the supervisor ask the centre',
  },
  'people.too-short': {
    clerk: 'Too little was typed: it leads to too many people',
    say: 'Please tell me the whole name or the ID number',
    next: 'At least two characters of the name, two initials, or six digits of the number',
  },
  'people.no-reason': {
    clerk: 'Whoever looks somebody up without a card says why first',
    say: 'Are you asking for yourself or for your family?',
    next: 'Choose a reason; for "other" write a sentence',
  },
  'people.gone': {
    clerk: 'That list has been put away',
    say: 'One moment, I will look again',
    next: 'Search again and open the person',
  },
  'people.enough-today': {
    clerk: 'You have looked up {n} people without a card today; the rules allow no more',
    say: 'Please bring your ID card and I will look it up for you',
    next: 'Ask the person to come with the ID card; if it is urgent, let a colleague or the supervisor look',
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
  'slip.wrong-code': {
    clerk: 'The code does not belong to this number: copied wrong, or no slip of this operation',
    say: 'Please let me see the numbers on the slip again',
    next: 'Type both again from the slip; if they still differ do not act on it, have a supervisor look',
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
  'day-close.no-such-day': {
    clerk: 'Nothing of that day is here, or it is yet to come',
    say: 'One moment, I look again',
    next: 'Choose one of the days still to close; ask the centre about archived ones',
  },
  'day-close.loose-ends': {
    clerk: '{n} still to do',
    say: 'One moment, I finish the day’s work',
    next: 'Finish what can be finished; the rest is noted at the close and stays on the waiting list',
  },
  'day-close.differs': {
    clerk: '{n} lines differ from the centre’s',
    say: 'One moment, I compare with the centre',
    next: 'Compare again in a few minutes; a supervisor clears up the rest with the centre by operation number',
  },
  'day-close.not-compared': {
    clerk: 'Not compared with the centre yet',
    say: 'One moment, I compare with the centre',
    next: 'Compare once there is a line; without one the day can be closed now and compared later',
  },
  'told.nothing-refused': {
    clerk: 'Nothing stops it now, there is nothing to tell',
    say: 'It can be done, please wait',
    next: 'Go on with the form; what the centre must check is registered first',
  },
} as const
