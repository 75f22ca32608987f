// breaks: nothing
export const now = (): number => Date.now()
