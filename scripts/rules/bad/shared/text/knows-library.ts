// breaks: text-on-shared
import type { z } from 'zod'

export type Word = z.ZodString
