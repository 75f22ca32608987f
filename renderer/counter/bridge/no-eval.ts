import { config } from 'zod'

// The window's security policy allows no code made from text; zod's fast path would try it. Imported first of all.
config({ jitless: true })
