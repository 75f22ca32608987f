// breaks: nothing
export const one = 1
