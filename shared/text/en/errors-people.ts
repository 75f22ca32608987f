/** Refusals about people, money and what was typed. */
export const errorsPeople = {
  'id-number.malformed': {
    clerk: 'The ID number is not written right, it has 18 places',
    say: 'Please read me the ID number once more',
    next: 'Compare it with the card place by place; the last one may be X',
  },
  'id-number.wrong-check-digit': {
    clerk: 'One place of the ID number is wrong (the last one does not fit)',
    say: 'One figure does not fit, please let me see the card again',
    next: 'Type it again from the card, or lay the card on the reader',
  },
  'id-number.impossible-date': {
    clerk: 'The date of birth inside the ID number does not exist',
    say: 'The date of birth does not fit, please let me see the card again',
    next: 'Check places 7 to 14 and type it again',
  },
  'phone.malformed': {
    clerk: 'A mobile number has 11 digits and begins with 1',
    say: 'Please tell me the phone number once more',
    next: 'Type it again, or choose “no phone”',
  },
  'amount.malformed': {
    clerk: 'The amount is not written right: at most two decimals, e.g. 650 or 650.00',
    say: 'Please tell me once more how much',
    next: 'Type figures only',
  },
  'amount.not-positive': {
    clerk: 'The amount must be more than zero',
    say: 'Please tell me once more how much',
    next: 'Type the amount again',
  },
  'name.empty': { clerk: 'No name yet', say: 'Please tell me the name', next: 'Fill in the name' },
  'name.malformed': {
    clerk: 'The name has characters no name has: letters and the dot between them only',
    say: 'Please tell me the name once more; I will write it as the card has it',
    next: 'Write the name again as the card has it; rare characters may be pasted',
  },
  'field.missing': {
    clerk: 'Not filled in yet',
    say: 'One thing is missing, I fill it in',
    next: 'Fill it in',
  },
  'member.not-found': {
    clerk: 'The centre has nobody of this number',
    say: 'We found no insurance record, let us check the number',
    next: 'Check the card; if it is right, ask at the insurance desk',
  },
  'member.not-insured': {
    clerk: 'Not insured at present',
    say: 'You are not insured at present; that comes first',
    next: 'Send to the insurance desk',
  },
  'member.several-insurances': {
    clerk: 'Two insurances at once; it must be settled which one counts',
    say: 'You have two insurances, that must be settled first',
    next: 'Send to the insurance desk, then come back',
  },
  'member.suspended': {
    clerk: 'Insurance suspended',
    say: 'Your insurance is suspended, it must be resumed first',
    next: 'Ask the insurance desk for the reason',
  },
  'member.deceased': {
    clerk: 'Registered as deceased; all services stop',
    say: 'Please listen to the clerk',
    next: 'If this is wrong the supervisor has the centre mend it; heirs are told separately',
  },
  'member.status-too-old': {
    clerk: 'What we know of the insurance is too old for money',
    say: 'Your record must be checked online once more, not today',
    next: 'Ask the centre again when the line is back',
  },
  'member.card-expired': {
    clerk: 'The card has expired (valid to {validTo})',
    say: 'Your ID card has expired, nothing with money today',
    next: 'Bring a valid document, or renew the card first',
  },
  'member.needs-guardian': {
    clerk: 'Under {guardianUnder}: the guardian must come',
    say: 'For a child the parents have to come',
    next: 'The guardian brings the household register or birth certificate and lays the own card down; choose “Agent”',
  },
  'visit.none-open': {
    clerk: 'Nobody is being served',
    say: 'Please lay down your ID card',
    next: 'The member lays the card on the reader',
  },
  'visit.other-open': {
    clerk: 'Another visit is open',
    say: 'One moment, you are next',
    next: 'End this visit, or park it with F8',
  },
  'visit.person-not-confirmed': {
    clerk: 'Person and card not confirmed yet',
    say: 'Please let me look at you and the card',
    next: 'Look, then confirm with Alt+Y',
  },
  'visit.not-same-person': {
    clerk: 'Person and card do not match; stopped',
    say: 'Please check whether this is your own card',
    next: 'Use the own card; to act for somebody lay the member’s card first, then the agent’s, and choose “Agent”',
  },
  'visit.no-other-card': {
    clerk: 'There is no other card on the reader',
    say: 'Please lay down the relative’s card once more',
    next: 'Lay the card down again, then choose',
  },
  'wallet.already-open': {
    clerk: 'The wallet is open already',
    say: 'Your wallet is open already, nothing to do',
    next: 'Go on with a transfer or receiving',
  },
  'wallet.not-open': {
    clerk: 'The member has no wallet yet',
    say: 'You have no wallet yet, it is opened first',
    next: 'Open the wallet first (Alt+1)',
  },
  'wallet.phone-used-up': {
    clerk: 'This phone serves {max} wallets already',
    say: 'This number is used up; another one, or none',
    next: 'Another number, or “no phone”',
  },
  'place.closed': {
    clerk: '{region} does not offer the wallet (list of {asOf})',
    say: 'Your region does not offer it yet',
    next: 'Another place of use, or wait for the region',
  },
  'place.unknown': {
    clerk: '{region} is not on the list; the centre must be asked',
    say: 'We must ask online whether it is possible',
    next: 'It may be registered; the answer comes online',
  },
  'place.no-such': {
    clerk: 'No such place',
    say: 'Please tell me the city again',
    next: 'Choose one from the list',
  },
  'transfer.over-limit': {
    clerk: 'At most {maxFen} yuan each',
    say: 'At most {maxFen} yuan at a time',
    next: 'A smaller amount, or several transfers',
  },
  'transfer.count-used-up': {
    clerk: 'Today’s {maxPerDay} transfers are used up',
    say: 'No more today, please come tomorrow',
    next: 'Tomorrow, or another relative sends',
  },
  'transfer.closed-hours': {
    clerk: 'No transfers now; open {opens}–{closes}',
    say: 'It is not the time; we register it and it goes later',
    next: 'It may be registered; the centre carries on from {opens} and answers then',
  },
  'transfer.pending-exists': {
    clerk: 'The last transfer is not received yet',
    say: 'Your family has not taken the last one yet',
    next: 'The relative receives the last one first',
  },
  'transfer.balance-short': {
    clerk: 'Not enough: {availableFen} yuan may be transferred now',
    say: 'There is not enough money, {availableFen} yuan at most',
    next: 'A smaller amount',
  },
  'transfer.offline-cap': {
    clerk: 'Without a line at most {maxFen} yuan',
    say: 'Without the line this is too much',
    next: 'A smaller amount, or wait for the line',
  },
  'transfer.typed-cap': {
    clerk: 'Typed by hand: at most {maxFen} yuan',
    say: 'The card could not be read, so at most {maxFen} yuan this time',
    next: 'A smaller amount, or a document that can be read',
  },
  'relation.not-near': {
    clerk: 'Not allowed for this relation: {name}',
    say: 'The rules do not allow this relative. Spouse, parents, children, brothers and sisters, grandparents and grandchildren may receive',
    next: 'Another relative',
  },
  'relation.needs-commitment': {
    clerk: '{name} needs a written commitment',
    say: 'This relation needs a written commitment',
    next: 'Write the fact in the commitment field, read it to the member, and go on when the member agrees',
  },
  'relation.needs-supervisor': {
    clerk: '{name} needs the supervisor to see papers',
    say: 'The supervisor has to see the papers',
    next: 'After taking, the supervisor looks at the papers and approves here; without papers the member brings them first',
  },
  'relation.no-such': {
    clerk: 'No such relation',
    say: 'Please tell me who it is to you',
    next: 'Choose one of the relations',
  },
  'payee.same-person': {
    clerk: 'Payee and member are the same person',
    say: 'Not to yourself; which relative is it?',
    next: 'Another relative',
  },
  'payee.cannot-receive': {
    clerk: 'The payee cannot receive now (no wallet yet)',
    say: 'Your relative must open a wallet first',
    next: 'The relative opens a wallet by phone or at a local desk',
  },
  'payee.place-closed': {
    clerk: 'The payee’s region {region} does not offer it (list of {asOf})',
    say: 'Your relative’s region does not offer it yet',
    next: 'Wait until the region offers it',
  },
  'payee.elsewhere': {
    clerk: 'The payee belongs to another centre; not possible from here yet',
    say: 'Your relative belongs to another centre; not possible yet',
    next: 'The relative asks at the local desk',
  },
  'receive.no-such': {
    clerk: 'No such money is waiting',
    say: 'I do not see this money, I ask again',
    next: 'Ask the centre again (left column)',
  },
  'receive.already-received': {
    clerk: 'Received already',
    say: 'The money is in your wallet already',
    next: 'Nothing to do',
  },
  'receive.past-deadline': {
    clerk: 'Past the deadline; the money goes back',
    say: 'The time is over, the money went back; please ask for a new transfer',
    next: 'The payer transfers again',
  },
  'receive.not-yours': {
    clerk: 'This money is for somebody else',
    say: 'This is not for you, let me check',
    next: 'Check card and payee',
  },
  'operation.no-such': { clerk: 'No such operation', say: 'One moment, I look', next: 'Find it with F7' },
  'operation.wrong-state': {
    clerk: 'The operation is now “{state}”; this cannot be done',
    say: 'One moment, I look how far it is',
    next: 'Look at its state, then decide',
  },
  'operation.same-id-other-content': {
    clerk: 'Registered already; its content cannot change',
    say: 'That one is registered; a change is a new one',
    next: 'Withdraw it and make a new one',
  },
  'assent.missing': {
    clerk: 'The member has not pressed “I agree” yet',
    say: 'Please look at your screen and press “I agree” if it is right',
    next: 'F10 shows it; wait for the member',
  },
  'assent.stale': {
    clerk: 'Changed since; the member agreed to something else',
    say: 'It has changed, please look and press again',
    next: 'Show it again with F10',
  },
  'assent.declined': {
    clerk: 'The member pressed “No, thank you”',
    say: 'Good, we leave it',
    next: 'No reason is needed; F10 shows it again if wanted',
  },
  'sign-in.needed': {
    clerk: 'Please sign in',
    say: 'One moment',
    next: 'Choose the clerk, type the password',
  },
  'sign-in.wrong': {
    clerk: 'Clerk or password wrong',
    say: 'One moment',
    next: 'Type the password again; the supervisor helps',
  },
  'sign-in.locked': {
    clerk: 'Too many wrong passwords; locked',
    say: 'One moment, or the next desk',
    next: 'Try later, or call the supervisor',
  },
} as const
