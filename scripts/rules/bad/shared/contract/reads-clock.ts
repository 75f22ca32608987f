// breaks: wallet/clock-home
export const now = (): Date => new Date()
