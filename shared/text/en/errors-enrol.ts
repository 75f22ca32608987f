/** Enrolment at the counter: what was typed, and what stands in the way. */
export const errorsEnrol = {
  'enrol.bad-address': {
    clerk: 'The centre’s address is not right',
    say: 'We are setting up the machine, one moment please',
    next: 'Type it as the notice says, for example 10.1.2.3:8443: address and port, nothing behind them',
  },
  'enrol.nobody-there': {
    clerk: 'No centre answers at this address',
    say: 'We are setting up the machine, one moment please',
    next: 'Compare address and port, look at the cable; the code was not spent, put it right and enrol',
  },
  'enrol.passphrase-needed': {
    clerk: 'This computer has no keychain that can be used; choose a start-up passphrase',
    say: 'We are setting up the machine, one moment please',
    next: 'At least twelve characters, or four words; two people keep it. If it is lost, only the rescue key helps',
  },
  'enrol.weak-passphrase': {
    clerk: 'This start-up passphrase is too easy to guess',
    say: 'We are setting up the machine, one moment please',
    next: 'Choose another: at least twelve characters, or four words, not one letter over and over',
  },
  'enrol.passphrase-differs': {
    clerk: 'The two passphrases differ',
    say: 'We are setting up the machine, one moment please',
    next: 'Clear both fields and type it again',
  },
  'enrol.other-station': {
    clerk: 'This enrolment code is another counter’s',
    say: 'We are setting up the machine, one moment please',
    next: 'The code was not spent, the other counter can still use it; get this counter’s own code from the centre',
  },
  'enrol.no-pack': {
    clerk: 'The centre has published no rule pack yet; the counter cannot open',
    say: 'We are setting up the machine, one moment please',
    next: 'Let the centre publish its rules, then enrol once more with the same code',
  },
  'enrol.busy': {
    clerk: 'The enrolment is still under way',
    say: 'We are setting up the machine, one moment please',
    next: 'Wait until this one has ended',
  },
  'sync.counter-behind': {
    clerk: 'The centre was sent operations of this counter that are not here; sending has stopped',
    say: 'One moment please, the machine needs checking',
    next: 'The supervisor gets a code from the centre and enrols this counter again: what the centre has comes back first, nothing unsent is lost',
  },
  'clerk.not-supervisor': {
    clerk: 'Only a supervisor does this',
    say: 'One moment please, I get the supervisor',
    next: 'Let the supervisor sign in and press it',
  },
  'clock.differs': {
    clerk: 'The computer’s time is wrong by {minutes} minutes; no transfer and no receipt for now',
    say: 'One moment please, the machine’s time must be set',
    next: 'Let the administrator set the time; openings and look-ups go on',
  },
  'sign-in.list-too-old': {
    clerk: 'The list of clerks was not checked with the centre for {days} days; nobody can sign in',
    say: 'Please go to another desk',
    next: 'Connect the line: once the list is checked you can sign in; tell the supervisor',
  },
} as const
