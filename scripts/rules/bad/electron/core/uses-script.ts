// breaks: product-without-tools
import { tool } from '../../scripts/tool.mjs'

export const seen = tool
