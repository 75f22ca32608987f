// breaks: nothing
export const clerk = 1
