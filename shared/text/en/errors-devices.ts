/** Refusals about typed entry, scanned codes and the devices process. */
export const errorsDevices = {
  'visit.typed-identity': {
    clerk: 'Typed by hand: a second person approves before money moves',
    say: 'The card could not be read. I register it now, then a colleague checks it',
    next: 'After taking, ask a colleague to approve here; if the card can be read again, read it first',
  },
  'card.real-in-practice': {
    clerk: 'This is practice, please take the ID card back',
    say: 'We are practising here. Your ID card was not read, please keep it safe',
    next: 'Hand the card back; real business is done at a live desk. Practise with the cards of the practice table',
  },
  'reader.program-stopped': {
    clerk: 'The reader program has stopped',
    say: 'A small problem with the machine, please wait and hold on to your card',
    next: 'Press “Try again”; if that does not help, type the person in and tell the supervisor',
  },
  'code.malformed': {
    clerk: 'That is no code we know, it was not used',
    say: 'Please hold the code to the scanner again',
    next: 'Scan once more with a brighter screen; if that does not help, use the ID card',
  },
  'code.no-prefix': {
    clerk: 'This looks like a scanner without its prefix, it was not used',
    say: 'Please wait, the scanner has to be set up',
    next: 'Delete what it typed into the field; F12 says how to set prefix and suffix',
  },
  'code.centre-cannot-tell': {
    clerk: 'An insurance code was scanned, but nobody can say whose it is yet',
    say: 'The code was scanned, but the centre cannot tell people by it yet; please take your ID card',
    next: 'Ask for the ID card; without one type the person in, for look-ups only. The centre would have to tell whose code it is, and does not offer that yet',
  },
} as const
