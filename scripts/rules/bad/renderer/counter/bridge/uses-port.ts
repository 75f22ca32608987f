// breaks: nothing
import { createORPCClient } from '@orpc/client'

export const make = createORPCClient
