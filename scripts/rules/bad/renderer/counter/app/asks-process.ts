// breaks: no-restricted-globals
export const platform = process.platform
