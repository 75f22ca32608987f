// breaks: nothing
export const codec = 1
