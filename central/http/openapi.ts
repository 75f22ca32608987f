import type { OpenAPI } from '@orpc/openapi'
import { OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { centralContract } from '../../shared/contract/central'

/** The OpenAPI 3.1 document of the contract between counters and the centre; the same input gives the same document. */
export function openApiDocument(): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  return generator.generate(centralContract, {
    info: {
      title: '医保钱包柜台 central API',
      version: '1',
      description: 'Counter to centre: batches of signed operations, outcomes, changes, look-ups.',
    },
  })
}
