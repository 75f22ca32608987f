import type { Tables } from './tables'

/** The newest dispatch number and the chain's link after it outlive the operation that carried them. */
export function noteDispatch(tables: Tables, dispatch: number, link: string | null): void {
  tables.run('UPDATE station SET dispatch = ?, link = ? WHERE dispatch < ?', [dispatch, link, dispatch])
}
