// breaks: nothing
export const dice = (): number => Math.random()
