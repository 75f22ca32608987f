// breaks: wallet/kebab-case-file
export const one = 1
