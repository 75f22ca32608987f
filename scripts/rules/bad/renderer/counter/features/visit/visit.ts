// breaks: nothing
export const visit = 1
