// breaks: nothing
export const tool = 1
