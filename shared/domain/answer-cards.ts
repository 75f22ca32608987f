/** What people ask at the counter, each answered on a card in plain words (domain.md 3.8). */
export const answerCards = [
  'wallet',
  'sharing',
  'family-binding',
  'limits',
  'premiums',
  'refund',
  'wrong-transfer',
  'other-province',
  'no-phone',
  'deceased',
] as const
export type AnswerCard = (typeof answerCards)[number]
