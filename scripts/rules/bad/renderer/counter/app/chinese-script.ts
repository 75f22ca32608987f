// breaks: wallet/no-chinese
// 中文 in a comment is fine
export const title = '医保钱包'
