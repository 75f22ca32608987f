// breaks: nothing
export const words = ['a']
