/** Refusals about the line, the devices and our own house. */
export const errorsMachine = {
  'central.offline': {
    clerk: 'No line',
    say: 'The line is down; we register it and it goes later',
    next: 'Register as usual, it goes out by itself',
  },
  'central.no-answer': {
    clerk: 'The centre did not answer',
    say: 'No result yet; we ask, please do not do it again',
    next: 'Query first, never do it again',
  },
  'central.slow': {
    clerk: 'The centre answers slowly',
    say: 'One moment, we are asking',
    next: 'Wait; it goes on by itself',
  },
  'central.failed': {
    clerk: 'Something failed at the centre',
    say: 'Something failed at the centre; we go on with it',
    next: 'It is tried again by itself; else tell the supervisor',
  },
  'central.rubbish': {
    clerk: 'The centre’s answer made no sense and was not used',
    say: 'One moment, we ask again',
    next: 'It is tried again by itself; else tell the supervisor',
  },
  'central.other-key': {
    clerk: 'Who answers there is not the centre this counter was enrolled with; nothing was sent',
    say: 'One moment, we are still reaching the centre',
    next: 'Register as usual; the supervisor asks the centre whether its key was changed',
  },
  'central.too-old': {
    clerk: 'The centre’s version is old and cannot do this yet; nothing was changed',
    say: 'This cannot be done right now; one moment, I will see how',
    next: 'Have the supervisor ask the centre to upgrade; withdraw it where it was taken, or call the centre',
  },
  'central.keys-not-proven': {
    clerk: 'New keys were announced, not signed by the centre’s present key; they were not taken',
    say: 'One moment, we go on as usual',
    next: 'Work as usual; the supervisor telephones the centre',
  },
  'sync.expected': {
    clerk: 'The centre waits for an earlier item; it is being sent',
    say: 'One moment, it is being done',
    next: 'Nothing to do',
  },
  'sync.bad-signature': {
    clerk: 'The centre does not accept this desk’s signature; sending stopped',
    say: 'One moment, the machine is checked',
    next: 'Tell the supervisor; do not do it again elsewhere',
  },
  'sync.bad-link': {
    clerk: 'The records of desk and centre do not join; sending stopped',
    say: 'One moment, the machine is checked',
    next: 'Tell the supervisor; do not do it again elsewhere',
  },
  'sync.wrong-realm': {
    clerk: 'Practice and live were mixed; refused',
    say: 'One moment, the machine is checked',
    next: 'Tell the supervisor',
  },
  'sync.unknown-station': {
    clerk: 'The centre does not know this desk',
    say: 'One moment, or the next desk',
    next: 'The supervisor enrols this desk',
  },
  'sync.centre-behind': {
    clerk: 'The centre’s record is older than the desk’s; sending stopped',
    say: 'One moment, the machine is checked',
    next: 'Tell the supervisor and wait for the centre',
  },
  'card.moved': {
    clerk: 'The card moved; lay it flat',
    say: 'Please lay the card flat and leave it there',
    next: 'Lay it down again and do not move it',
  },
  'card.not-an-id-card': {
    clerk: 'This is not an ID card',
    say: 'Please use the ID card, not a bank or social card',
    next: 'Use the ID card',
  },
  'card.refused': {
    clerk: 'The reader refuses this card',
    say: 'This card cannot be read, we find another way',
    next: 'Another document, or the next desk',
  },
  'card.unreadable': {
    clerk: 'The chip cannot be read',
    say: 'The chip cannot be read, it is not your fault',
    next: 'Once more; else another document',
  },
  'card.unknown-type': {
    clerk: 'Unknown kind of document',
    say: 'This kind cannot be read here yet',
    next: 'Use a resident ID card and tell the supervisor',
  },
  'card.wrong-number': {
    clerk: 'The number on the card does not fit; not used',
    say: 'Please lay the card down once more',
    next: 'Once more; else another document, and tell the supervisor',
  },
  'reader.absent': {
    clerk: 'The reader is not connected',
    say: 'A small problem with the machine, please keep your card',
    next: 'Plug the reader in again, ready within 5 seconds',
  },
  'reader.fault': {
    clerk: 'The reader is faulty',
    say: 'A small problem with the machine, please keep your card',
    next: 'Unplug it for 5 seconds; else use another one',
  },
  'reader.no-permission': {
    clerk: 'The system does not allow the reader',
    say: 'A small problem with the machine, please keep your card',
    next: 'The administrator installs the permission',
  },
  'reader.busy': {
    clerk: 'Another program holds the reader',
    say: 'A small problem with the machine, please keep your card',
    next: 'Close the other program, then press F2',
  },
  'simulator.not-here': {
    clerk: 'A live desk has no practice table',
    say: 'One moment',
    next: 'Use practice for that',
  },
  'simulator.no-such-card': {
    clerk: 'No such practice card',
    say: 'One moment',
    next: 'Another practice card',
  },
  'message.malformed': {
    clerk: 'A message inside the program was wrong and not used',
    say: 'One moment',
    next: 'Once more; else tell the supervisor',
  },
  'message.not-allowed': { clerk: 'Not allowed here', say: 'One moment', next: 'Tell the supervisor' },
  'print.no-such-printer': {
    clerk: 'The system has no printer "{name}" now',
    say: 'One moment, I will look at the printer',
    next: 'Check its power and cable, press F12 and choose again; until then the former choice stays',
  },
  'print.failed': {
    clerk: 'Not printed (the operation is not affected)',
    say: 'Your matter is not affected, the slip follows',
    next: 'Look at the printer, then F9; or copy the number by hand',
  },
  'print.not-of-this': {
    clerk: 'There is no {title} of this one as it stands',
    say: 'One moment, I am looking',
    next: 'See what it is and how far it has come; F9 prints its slip',
  },
  'core.restarting': {
    clerk: 'Recovering; everything typed is kept',
    say: 'One moment, nearly ready',
    next: 'Nothing to type again',
  },
  'internal.fault': {
    clerk: 'The program failed; this step was not done',
    say: 'One moment, I try again',
    next: 'Once more; else tell the supervisor',
  },
} as const
