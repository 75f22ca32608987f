/** Words of enrolment: how a computer becomes a live counter. */
export const counterEnrolment = {
  enrolment: {
    title: 'Make this computer a live counter',
    titleAgain: 'This counter must be enrolled again',
    why: 'You need the enrolment code that the centre printed, and the centre’s address. From then on what is done here is real.',
    whyAgain:
      'Here are the records of counter {station}, but this machine’s key cannot be used any more (changed, lost, or a backup was restored). No record is missing; get a new code for this very counter from the centre.',
    code: 'Enrolment code',
    codeHow: '12 groups of 4 characters, capitals or not; hyphens and blanks may be left out.',
    codeRight: 'The code is typed correctly',
    groupsLeft: '{n} groups to go',
    address: 'Centre’s address',
    addressHow: 'It stands on the notice, for example 10.1.2.3:8443',
    passphrase: 'Start-up passphrase',
    again: 'Once more',
    passphraseHow: {
      new: 'This computer has no keychain that can be used, so every start asks for a passphrase. At least twelve characters, or four words; two people keep it.',
      present: 'The start-up passphrase this counter has.',
    },
    go: 'Enrol',
    busy: 'Enrolling, one moment…',
    practise: 'Back to practice',
    after: 'A code is good once. If the line breaks half way, enrol once more with the same code.',
  },
} as const
