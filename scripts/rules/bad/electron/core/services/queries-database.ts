// breaks: projection-owns-sqljs
import initSqlJs from 'sql.js'

export const open = initSqlJs
