import { cards } from './cards'

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
  told: {
    title: {
      told: 'What is missing',
      invite: 'Please open a wallet first',
      'guide-tax': 'Where to go',
      'guide-cash': 'Where to go',
    },
    banner: {
      told: 'Not possible today; all that is needed is below',
      invite: 'Once your relative has a wallet, money can be received',
      'guide-tax': 'Please go to the tax office',
      'guide-cash': 'No cash is taken at this counter',
    },
    reason: 'Reason {n}',
    why: {
      invite: 'Your relative has no wallet yet and cannot receive money',
      'guide-tax':
        'The tax office collects resident premiums; nothing is registered here, or it is not payable these days',
      'guide-cash': 'Here it is paid from the personal account or the wallet only',
    },
    bringLabel: 'Please bring',
    bring: {
      card: 'Your own ID card',
      newCard: 'The new ID card, or the social-security card',
      family: 'Your relative’s ID card, or its number and the insured region',
      guardian: 'The guardian’s ID card, household register or birth certificate',
      paper: 'A paper that shows the relation',
      later: 'Your own ID card, at another time',
      invite: 'The relative’s own ID card (no phone is needed)',
      'guide-tax': 'ID card and household register',
      'guide-cash': 'ID card and cash',
    },
    here: '{hall} ({hours})',
    whereLabel: 'Where',
    where: {
      here: '{here}',
      enrolment: 'The enrolment counter',
      police: 'The police station for a new card, then back here',
      tax: 'The tax office',
      region: 'The insurance counter of your relative’s region',
      invite: 'The insurance counter of your relative’s region, or the relative’s own phone',
      'guide-tax': 'The tax office, or its phone program',
      'guide-cash': 'The tax office, or a bank that collects',
    },
  },
  withdrawal: {
    banner: { cancelled: 'Withdrawn, it will not be done', waiting: 'The withdrawal is kept at the centre' },
    number: 'Operation withdrawn',
    takenAt: 'Where it was taken',
    at: 'Withdrawn at',
    next: {
      cancelled: 'No money has moved, and it does not count today. To do it after all, register it anew.',
      waiting:
        'That counter has not sent it yet; when it comes, the centre does not do it, and no money moves.',
    },
  },
  cards,
  cardRow: 'Point {n}',
}
