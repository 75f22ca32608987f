// breaks: preload-is-small
import { z } from 'zod'

export const schema = z.string()
