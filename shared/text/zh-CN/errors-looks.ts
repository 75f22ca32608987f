/** Refusals of looking and telling. */
export const errorsLooks = {
  'triage.gone': {
    clerk: '刚才查的已经收起来了',
    say: '请把身份证再放一次',
    next: '按“先查一下”，再放一次卡；要办就直接放卡',
  },
} as const
