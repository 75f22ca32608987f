/** What core says to the member when somebody only looks, or tells. */
export const coreLooks = {
  triage: {
    asking: 'Looking it up, please wait',
    stopped: 'Please listen to the clerk',
    headline: {
      paid: 'Your premium of {year} is paid',
      due: 'Your premium of {year} is not paid',
      tax: 'Your premium of {year} is not paid',
      taxNoYear: 'Ask the tax office about premiums',
      debited: 'The money for {year} was taken',
      none: 'You have employee insurance',
      unknown: 'Not known now, to be asked online',
    },
    next: {
      paid: 'Nothing more to pay',
      due: 'It can be paid at this counter',
      tax: 'It is paid at the tax office',
      taxNoYear: 'Nothing is registered here',
      debited: 'The tax office confirms; do not pay again',
      none: 'No resident premium to pay',
    },
    lack: {
      'not-found': 'No insurance record was found',
      'not-insured': 'You are not insured now; enrol first',
      'several-insurances': 'You have two insurances; sort them first',
      suspended: 'Your insurance is suspended',
      'card-expired': 'Your ID card has expired; renew it first',
      'place-closed': 'Your region does not offer the wallet yet',
    },
    noWallet: 'No wallet is open yet',
    toReceive: '{n} payments wait for you',
    asOf: 'As it was on {day} {time}',
  },
}
