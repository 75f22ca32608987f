// breaks: nothing
export const ledger = 1
