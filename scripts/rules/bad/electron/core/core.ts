// breaks: nothing
export const core = 1
