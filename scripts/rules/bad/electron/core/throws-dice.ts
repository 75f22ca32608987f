// breaks: wallet/random-home
export const dice = (): number => Math.random()
