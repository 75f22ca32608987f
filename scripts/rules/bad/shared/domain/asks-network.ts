// breaks: no-restricted-globals
export const ask = (url: string): Promise<unknown> => fetch(url)
