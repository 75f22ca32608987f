// breaks: bridge-owns-port
import { createORPCClient } from '@orpc/client'

export const make = createORPCClient
