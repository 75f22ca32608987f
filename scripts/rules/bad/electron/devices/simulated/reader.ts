// breaks: nothing
export const simulated = 1
