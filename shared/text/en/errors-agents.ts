/** Refusals about who acts for a member, and about the papers that show it. */
export const errorsAgents = {
  'field.too-long': {
    clerk: 'Too long: at most {max} characters',
    say: 'Please tell me in a sentence or two',
    next: 'Make it shorter; what was typed is still there',
  },
  'agent.ward-money': {
    clerk: 'A guardian cannot move a child’s money to the guardian’s own wallet',
    say: 'A child’s money cannot be moved to your own wallet here',
    next: 'The child’s care is paid from the child’s wallet; if it is really needed, ask at the supervisor’s desk',
  },
  'agent.too-young': {
    clerk: 'The agent is {age}, under {guardianUnder}, and cannot act for others',
    say: 'To act for somebody you must be {guardianUnder}; please send a grown-up',
    next: 'An adult of the family comes with the own ID card',
  },
  'agent.card-expired': {
    clerk: 'The agent’s card has expired ({validTo})',
    say: 'Your ID card has expired, you cannot act for your family today',
    next: 'The agent brings a valid card, or somebody else of the family comes',
  },
  'agent.letter-missing': {
    clerk: 'The member is not here and no letter of authority was kept',
    say: 'To act for your family we need a letter they signed',
    next: 'Pick the letter’s file under “Agent”; without one the member comes, or takes a blank letter home',
  },
  'agent.guardian-paper-missing': {
    clerk: 'Neither household register nor birth certificate was kept',
    say: 'To act for a child we look at the household register or the birth certificate',
    next: 'Pick the file of one of them under “Agent”',
  },
  'agent.no-card': {
    clerk: 'The agent’s card was not read',
    say: 'Please put your own ID card here',
    next: 'The agent lays the ID card on the reader; then choose “Agent”',
  },
  'member.cannot-answer': {
    clerk: 'The member could not answer the three questions: no money moves in this visit',
    say: 'No money today. Take your time and come back whenever you like',
    next: 'Look-ups and opening go on; if it was noted by mistake press the key on the left again',
  },
  'attachment.too-big': {
    clerk: 'The file is too big: at most {maxMb} MB',
    say: 'One moment, I take a smaller one',
    next: 'Make the picture smaller or scan it again, then pick it once more',
  },
  'attachment.not-a-picture': {
    clerk: 'This file is no JPG or PNG picture and no PDF',
    say: 'One moment, I pick it again',
    next: 'Pick the file of the scan or the photo',
  },
  'attachment.unreadable': {
    clerk: 'This file cannot be opened',
    say: 'One moment, I pick it again',
    next: 'See whether it is still there or held by another program, then pick it again',
  },
  'attachment.lost': {
    clerk: 'The paper that was kept is gone',
    say: 'Please show me the paper once more',
    next: 'Pick the file again under “Agent”, and tell the administrator',
  },
  'attachment.damaged': {
    clerk: 'The paper that was kept is not what it was',
    say: 'Please show me the paper once more',
    next: 'Pick the file again under “Agent”, and tell the administrator',
  },
  'assent.separate-missing': {
    clerk: 'The member has not agreed to the sentence that is asked by itself',
    say: 'There is one more sentence on your screen, please have a look',
    next: 'Wait for the press; if it is not shown press F10 again',
  },
} as const
