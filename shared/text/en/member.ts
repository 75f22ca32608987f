import type { member as chinese } from '../zh-CN/member'

/** The elder's window: its own few words. Facts, questions and results come from core as finished words. */
export const member: typeof chinese = {
  title: 'Medical insurance wallet',
  practice: 'Practice',
  pleaseWait: 'One moment, please',
  lost: 'Please wait',
  nextDesk: 'The machine is being checked, please use the next desk',
  layCard: 'Please lay your ID card here',
  layCardHow: 'Lay it flat and leave it there',
  layCardPicture: 'Picture: an ID card lying flat on the reader',
  greeting: 'Hello, {name}',
  whatToday: 'What would you like to do today?',
  waitingMoney: 'Money is waiting for you',
  waitingMoneyMany: '{count} sums of money are waiting for you',
  answers: { group: 'Please choose one', agree: 'I agree', decline: 'Not today', help: 'Help me' },
  pressed: {
    sending: 'You pressed “{answer}”. One moment, please',
    agree: 'You pressed “I agree”. One moment, please',
    decline: 'Not today, very well. Nothing was done',
    help: 'One moment, someone will come and help',
    failed: 'That press did not arrive, please press again',
  },
  operationNumber: 'Operation number',
  size: { bigger: 'Bigger letters', smallest: 'Smaller letters', now: 'Letter size {step} of {steps}' },
  more: { down: 'Look down', up: 'Look up' },
}
