/** Refusals of the centre's door: enrolment, tokens, numbers of two writers. */
export const errorsDoor = {
  'sync.two-writers': {
    clerk: 'The centre found another machine using this counter’s identity; sending has stopped',
    say: 'One moment please, the machine needs checking',
    next: 'Do not go on at another computer; the supervisor finds out which one it is, then enrols this counter anew',
  },
  'sync.epoch-ended': {
    clerk: 'This counter was enrolled again on another machine; this one’s identity has ended',
    say: 'Please go to the next desk',
    next: 'The supervisor checks: to use this machine, get a new code and enrol it again; unsent work is not lost',
  },
  'sync.other-station': {
    clerk: 'This operation or record is not this counter’s; the centre did not give it',
    say: 'This was not done here, the desk where it was done can look it up',
    next: 'With the slip it can be looked up here by its code; without it, at the desk where it was done',
  },
  'sync.token-needed': {
    clerk: 'The centre wants to check this counter’s identity first',
    say: 'One moment please, we are asking the centre',
    next: 'Nothing to do, it is tried again; if it stays so, tell the supervisor',
  },
  'sync.token-expired': {
    clerk: 'The session with the centre ran out; the identity is being checked again',
    say: 'One moment please, we are asking the centre',
    next: 'Nothing to do, it is tried again',
  },
  'sync.bad-assertion': {
    clerk: 'The centre does not accept this counter’s identity',
    say: 'One moment please, the machine needs checking',
    next: 'The supervisor checks this computer’s time and whether the counter is still enrolled',
  },
  'sync.assertion-replayed': {
    clerk: 'One proof of identity was used twice; the centre refused the second',
    say: 'One moment please, we are asking the centre',
    next: 'It is tried again with another; if it stays so, tell the supervisor',
  },
  'sync.too-many': {
    clerk: 'Asked too often; the centre wants us to wait',
    say: 'Please wait a moment',
    next: 'Wait a minute, it is tried again',
  },
  'sync.contended': {
    clerk: 'Many are working at once; the centre did not do this one, nothing was touched',
    say: 'Please wait a moment, this one is not done yet',
    next: 'Nothing to do, it is sent again; if it stays so, tell the supervisor',
  },
  'look-up.not-tied': {
    clerk: 'Read the card first, or have an operation of this person, to look up',
    say: 'Please lay your identity card on the reader',
    next: 'Read the card, then look up',
  },
  'enrol.mistyped': {
    clerk: 'The enrolment code is mistyped',
    say: 'We are setting up the machine, one moment please',
    next: 'Compare the code group by group; 0 and O, 1 and I count as the same',
  },
  'enrol.unknown-code': {
    clerk: 'The centre does not have this enrolment code',
    say: 'We are setting up the machine, one moment please',
    next: 'Get another code from the centre',
  },
  'enrol.code-used': {
    clerk: 'This enrolment code was used already',
    say: 'We are setting up the machine, one moment please',
    next: 'A code enrols once; get another. If it was not you who used it, tell the supervisor at once',
  },
  'enrol.code-expired': {
    clerk: 'The enrolment code has expired',
    say: 'We are setting up the machine, one moment please',
    next: 'Get another code from the centre',
  },
  'enrol.wrong-realm': {
    clerk: 'Enrolment codes of practice and live do not mix',
    say: 'We are setting up the machine, one moment please',
    next: 'See whether this is practice or live, and get the code for it',
  },
  'enrol.bad-proof': {
    clerk: 'This machine’s key did not pass the check; nothing was enrolled',
    say: 'We are setting up the machine, one moment please',
    next: 'Start the enrolment anew; if it fails again, tell the supervisor',
  },
  'enrol.key-used': {
    clerk: 'This key was enrolled before and cannot be used again',
    say: 'We are setting up the machine, one moment please',
    next: 'Start the enrolment anew; a new key is made',
  },
  'enrol.no-prefix-left': {
    clerk: 'The centre has no number range left for another counter',
    say: 'Please go to another desk',
    next: 'Tell the centre’s administrator',
  },
  'message.too-large': {
    clerk: 'What was sent is too large; the centre did not take it',
    say: 'One moment please, we are on it',
    next: 'It is sent again in parts; if it stays so, tell the supervisor',
  },
  'message.too-slow': {
    clerk: 'It came too slowly; the centre did not wait for it, nothing was done',
    say: 'One moment please, we are asking the centre',
    next: 'It is sent again; if it stays so, look at the network',
  },
} as const
