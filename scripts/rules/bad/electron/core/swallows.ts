// breaks: wallet/no-swallowed-failure
export const quiet = (act: Promise<number>): Promise<number | void> => act.catch(() => {})
