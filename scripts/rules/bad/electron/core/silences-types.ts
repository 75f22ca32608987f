// breaks: @typescript-eslint/ban-ts-comment
// @ts-expect-error because
export const length: number = 'a'
