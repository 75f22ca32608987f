// breaks: no-warning-comments
// TODO: later
export const one = 1
