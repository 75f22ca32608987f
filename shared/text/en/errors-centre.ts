/** Refusals of what only the centre can know or do. */
export const errorsCentre = {
  'relation.contradicts': {
    clerk: 'The relation given now ({relation}) differs from the one registered earlier ({earlier})',
    say: 'We have to check the relation once more',
    next: 'Have a colleague look at the proof and approve',
  },
  'payee.many-payers': {
    clerk: '{count} people sent money to this payee in the last {days} days',
    say: 'A colleague has to look at this one',
    next: 'Have a colleague speak with the member, then approve',
  },
  'agent.is-payee': {
    clerk: 'The agent is the payee and the member has not confirmed in person',
    say: 'Money for the person who came needs the member here, or a call to the member',
    next: 'The member presses Agree here; or choose “a supervisor calls the member” with the agent, and the supervisor approves it',
  },
  'agent.is-relative': {
    clerk: 'The agent is the relative who would use the account, and the member has not confirmed in person',
    say: 'You are the one who would use the account: it needs the member here, or a call to the member',
    next: 'The member presses Agree here; or choose “a supervisor calls the member” with the agent, and the supervisor approves it',
  },
  'agent.many-members': {
    clerk: 'This agent has acted for {count} people today',
    say: 'A colleague has to look at this one',
    next: 'Have a colleague check the authority and approve',
  },
  'binding.not-offered': {
    clerk: 'The rules here do not let counters take family-bindings',
    say: 'This desk cannot do it yet; I tell you where it is done',
    next: 'Use the insurance app or the hall; F1 has a card to print for the member',
  },
  'binding.relative-unknown': {
    clerk: 'The centre does not know the relative, or the relative is not insured',
    say: 'The relative’s insurance was not found; it cannot be bound yet',
    next: 'Compare name and number; who is not insured registers first',
  },
  'binding.exists': {
    clerk: 'This relative is bound already; there is no need to do it again',
    say: 'This relative is bound already and can use it',
    next: 'See “Family-binding” in the pre-check; to end it choose “End a binding”',
  },
  'binding.no-such': {
    clerk: 'There is no binding of this relative, or another register holds it',
    say: 'No binding with this relative was found here',
    next: 'Compare name and number; what another register holds is ended there',
  },
  'premium.not-registered': {
    clerk: 'This person is not registered for {year}',
    say: 'The year {year} is not registered yet; that comes first',
    next: 'Register at the registration window or the tax office, then pay',
  },
  'premium.no-plan': {
    clerk: 'The rules in force hold no premium for {year}; nothing may be charged',
    say: 'The premium of {year} is not fixed yet',
    next: 'Wait for the new rules, or pay at the tax office',
  },
  'premium.region-unknown': {
    clerk: 'Where this person is insured is not known yet, so what is due for {year} is not either',
    say: 'It is not known yet where you are insured; it cannot be registered',
    next: 'Do it once the line has told the region, or pay at the tax office',
  },
  'premium.not-payable-now': {
    clerk: 'The premium of {year} is payable from {from} to {to}',
    say: 'It cannot be paid on this day',
    next: 'Come within the period; ask the tax office about late payment',
  },
  'premium.already-paid': {
    clerk: 'The premium of {year} is paid already',
    say: 'The year {year} is paid, there is nothing to pay',
    next: 'Show the payment; for a refund ask the tax office',
  },
  'premium.amount-differs': {
    clerk: 'Due are {dueFen} yuan, not the amount entered',
    say: 'Due are {dueFen} yuan, I change it',
    next: 'Take it again with the amount due',
  },
  'premium.not-confirmed': {
    clerk: 'The tax office did not confirm; the money is back in its account',
    say: 'This payment did not happen, the money came back',
    next: 'Ask the tax office why before paying again',
  },
  'premium.twice': {
    clerk: 'This person stands on the list twice',
    say: 'This person is written twice, I take one line out',
    next: 'Remove one of the two lines and show the rest again',
  },
  'premium.no-such': {
    clerk: 'No such payment waits for the tax office',
    say: 'This payment cannot be found',
    next: 'Check the operation number; if it stays unknown, report it',
  },
  'place.same': {
    clerk: 'The new place of use is the present one',
    say: 'You use it there already',
    next: 'Choose another place or leave it',
  },
  'place.not-current': {
    clerk: 'The present place of use is not the one entered',
    say: 'The place differs from our records, I look again',
    next: 'Look the wallet up again, then change it',
  },
  'place.change-not-offered': {
    clerk: '{region} does not offer the change yet (list of {asOf})',
    say: 'The place cannot be changed there yet',
    next: 'Wait until the region offers it; it can be used at the present place',
  },
  'place.money-waiting': {
    clerk: '{count} transfers are neither received nor returned',
    say: 'Money is still on its way; then the place can change',
    next: 'Receive it first, or come when it has been returned',
  },
  'operation.unknown-kind': {
    clerk: 'The centre does not know this kind of operation yet; it is kept, nothing was done',
    say: 'This is registered here, we tell you when it is done',
    next: 'Do not take it again; ask the technicians whether the centre needs an update',
  },
  'operation.unknown-version': {
    clerk: 'The centre does not know this version yet; it is kept, nothing was done',
    say: 'This is registered here, we tell you when it is done',
    next: 'Do not take it again; ask the technicians whether the centre needs an update',
  },
  'operation.earlier-failed': {
    clerk: 'The operation it waits for did not happen, so this one does not either',
    say: 'The one before did not work, so this one waits',
    next: 'Get the earlier one done, then take this one again',
  },
  'approval.own': {
    clerk: 'Nobody approves what he or she took',
    say: 'One moment, a colleague checks this for you',
    next: 'A colleague who had no hand in it types the own password',
  },
  'approval.member-not-spoken': {
    clerk: 'Speak with the member before approving',
    say: 'May I check with you: what is to be done today? Who gets the money?',
    next: 'Ask the member, then tick “spoke with the member”',
  },
  'approval.member-not-seen': {
    clerk: 'Nobody has said yet that both saw the member agree',
    say: 'Please say it once more: do you want this yourself?',
    next: 'Both see the member agree, then tick “saw the member agree”',
  },
  'approval.needs-presence': {
    clerk:
      'This one is approved only after speaking with the member here, not from another counter or by telephone',
    say: 'Please wait, I will ask the supervisor to come and check with you',
    next: 'Ask the supervisor to come here, speak with the member and approve',
  },
  'approval.gone': {
    clerk: 'This one no longer waits for approval: it was withdrawn, changed, or somebody else has looked',
    say: 'Please wait',
    next: 'The list has been read anew; ask the counter that took it',
  },
  'approval.code-not-offered': {
    clerk: 'The rules in force take no telephone codes',
    say: 'Please wait, I will ask the supervisor to come',
    next: 'Ask a colleague or the supervisor to come; with a line a supervisor can approve at another counter',
  },
  'approval.no-secret': {
    clerk: 'This computer has not fetched from the centre what telephone codes are checked with',
    say: 'Please wait, I will ask the supervisor to come',
    next: 'It is fetched by itself once there is a line; for now ask somebody to come',
  },
  'approval.code-malformed': {
    clerk: 'It has 8 digits',
    say: 'Please wait',
    next: 'Ask for the digits again, four at a time',
  },
  'approval.last4-malformed': {
    clerk: 'It is the last four of the ID number (the last one may be X)',
    say: 'Please wait',
    next: 'Ask for the last four again',
  },
  'approval.code-wrong': {
    clerk: 'The code is not right; {left} more tries',
    say: 'Please wait, I will check again',
    next: 'Go through operation number, check number, amount and last four once more: if one differs, so does the code',
  },
  'approval.code-used-up': {
    clerk: 'Too many wrong telephone codes for this one; it cannot be approved by telephone any more',
    say: 'Please wait, I will ask the supervisor to come',
    next: 'Ask a colleague or the supervisor to come; with a line a supervisor can approve at another counter',
  },
  'approval.code-lapsed': {
    clerk: 'The check number is too old, or was not read out yet',
    say: 'Please wait, I will call once more',
    next: 'Read the new check number to the supervisor and ask for a new code',
  },
  'approval.too-many-codes': {
    clerk: 'You have given as many telephone codes today as the rules allow ({most})',
    say: 'Please wait',
    next: 'Ask another supervisor for the code, or to come',
  },
  'clerk.related': {
    clerk: 'You are related to somebody in this operation',
    say: 'A colleague of mine does this for you',
    next: 'A colleague who is not related takes or approves it',
  },
  'correction.no-such': {
    clerk: 'No such operation, or no correction waits for approval',
    say: 'This cannot be found',
    next: 'Check the operation number',
  },
  'correction.wrong-state': {
    clerk: 'This operation cannot be corrected as it is',
    say: 'This cannot be changed now',
    next: 'What is not received comes back by itself; what came back needs no correction',
  },
  'correction.same-person': {
    clerk: 'A correction takes two persons; who asked cannot approve',
    say: 'A colleague has to check',
    next: 'Have somebody else with the right to approve do it',
  },
  'correction.spent': {
    clerk: 'The payee has {availableFen} yuan left, {amountFen} yuan are to go back',
    say: 'Part of the money is spent; we have to talk about it',
    next: 'Agree with the payee, or treat it as a dispute',
  },
  'settlement.no-such': {
    clerk: 'No such settlement',
    say: 'This spending cannot be found',
    next: 'Check the settlement number with the institution',
  },
  'settlement.other-content': {
    clerk: 'One settlement number came with two contents; the first one counts',
    say: 'We have to check this with the hospital',
    next: 'The institution checks and sends it under a new number',
  },
  'settlement.unknown-institution': {
    clerk: 'The centre has no such institution, or it does not take the wallet now',
    say: 'The wallet cannot be used there now',
    next: 'Check the institution’s code; report a wrong list',
  },
  'stick.unreadable': {
    clerk: 'The file on the stick cannot be read; nothing was taken',
    say: 'The centre did not take it',
    next: 'Write it anew at the counter; one made for another centre does not open here',
  },
  'stick.bad-signature': {
    clerk: 'This counter did not sign the file on the stick; nothing was taken',
    say: 'The centre did not take it',
    next: 'Find out where the file comes from and do not use it',
  },
  'stick.not-allowed': {
    clerk: 'The rules do not allow a stick of this counter, day and medium',
    say: 'The centre did not take it',
    next: 'To use it, name counter, days and medium in a rule pack first',
  },
  'stick.other-content': {
    clerk: 'A file of this number came before with other content; nothing was taken',
    say: 'The centre did not take it',
    next: "Find out which one is true; the counter's data may have been copied",
  },
  'stick.missing': {
    clerk: 'A file before this one never came: number {number}',
    say: 'The centre has not taken it yet',
    next: 'Bring number {number} first, then this one',
  },
  'stick.line-up': {
    clerk: 'The line is up: no stick is needed',
    say: 'The line is up, it goes out now',
    next: 'Let it go out by itself, or try the line now',
  },
  'stick.nothing': {
    clerk: 'Nothing waits to be sent, and no answer is missing',
    say: 'Nothing waits',
    next: 'Use a stick when the line is down and something waits',
  },
  'stick.unknown-medium': {
    clerk: 'This stick is not registered, or its label is not from the centre',
    say: 'One moment, another stick',
    next: 'Take a registered stick; the centre registers them',
  },
  'stick.other-station': {
    clerk: "This answer is not this counter's",
    say: 'One moment, the wrong file',
    next: 'Find the answer of this counter',
  },
  'stick.answered-before': {
    clerk: 'The answer to number {number} was read before',
    say: 'These were done already',
    next: 'See in the waiting list what still waits',
  },
  'stick.full': {
    clerk: 'The stick is full; nothing was written',
    say: 'One moment, another stick',
    next: 'Make room or take another registered stick and write again; nothing is lost',
  },
  'stick.unwritable': {
    clerk: 'The stick cannot be written',
    say: 'One moment, another stick',
    next: 'See that it is plugged in and not write-protected, and write again; nothing is lost',
  },
  'verification.wrong': {
    clerk: 'The password is wrong; nothing was done. Tries left: {left}',
    say: 'The password is wrong, please type it once more',
    next: 'The member types it again; after five wrong ones in a row it cannot be used for a day',
  },
  'verification.locked': {
    clerk: 'Five wrong passwords in a row: none is tried for a day; nothing was done',
    say: 'Too many wrong passwords, we go on without one today',
    next: 'Two members of staff attest instead',
  },
  'verification.never-set': {
    clerk: 'The member never set a password; nothing was done',
    say: 'You have not set a password yet',
    next: 'Two members of staff attest instead',
  },
  'verification.lapsed': {
    clerk: 'The password was typed more than five minutes ago and is void; nothing was done',
    say: 'It took long, please type the password once more',
    next: 'The member types it again',
  },
  'verification.unreadable': {
    clerk: 'The password did not arrive as it should; nothing was done',
    say: 'The password did not arrive, please type it once more',
    next: 'The member types it again; if it fails again, two members of staff attest',
  },
  'verification.missing': {
    clerk: "The member's own confirmation is missing; the centre has done nothing",
    say: 'You have to confirm it yourself once more',
    next: 'The member types the password, or two members of staff attest',
  },
  'verification.by-agent': {
    clerk: 'The member is away, or a guardian acts: nobody else types the password',
    say: 'Only the member types the password; we go another way today',
    next: 'Two members of staff attest; the agent does not type the password',
  },
  'verification.offline': {
    clerk: 'There is no line: the password cannot be used',
    say: 'The line is down, we go on without the password',
    next: 'Two members of staff attest, or the member types it when the line is back',
  },
  'verification.old-centre': {
    clerk: 'The centre’s version is old and takes no passwords yet',
    say: 'We go on without the password today, and check another way',
    next: 'Two members of staff attest; have the supervisor ask the centre to upgrade',
  },
  'verification.no-keypad': {
    clerk: 'No password can be typed here: there is no second display and no touch',
    say: 'We go on without the password today',
    next: 'Two members of staff attest; with the second display connected it can be typed',
  },
  'partner.bad-signature': {
    clerk: 'The signature is wrong, or the centre does not know this key; nothing was done',
    say: 'The centre did not take it',
    next: 'Check the key; one that is not registered is registered at the centre first',
  },
  'partner.not-allowed': {
    clerk: 'This partner may not do this',
    say: 'The centre did not take it',
    next: 'Institutions settle, the tax side answers premiums; if it was registered wrongly, ask the centre',
  },
  'settlement.over-reversed': {
    clerk: 'More would be reversed than was settled',
    say: 'More would come back than was spent; the hospital has to check',
    next: 'The institution checks the amount and sends it again',
  },
} as const
