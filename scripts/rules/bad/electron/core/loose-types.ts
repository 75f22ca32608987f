// breaks: @typescript-eslint/no-explicit-any
export const parse = (text: any): string => String(text)
