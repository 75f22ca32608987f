import type { OpenAPI } from '@orpc/openapi'
import { OpenAPIGenerator } from '@orpc/openapi'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { centralContract } from '../../shared/contract/central'
import { partnerContract } from '../../shared/contract/partner'

/** The OpenAPI 3.1 document of what counters and partners ask of the centre; the same input gives the same document. */
export function openApiDocument(): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  return generator.generate(
    { ...centralContract, partner: partnerContract },
    {
      info: {
        title: '医保钱包柜台 central API',
        version: '1',
        description:
          'Counter to centre: enrolment, tokens, batches of signed operations, outcomes, changes, look-ups. ' +
          'Partner to centre: each message is a JWS (EdDSA) signed by the key of a registered institution or tax side. ' +
          'Every error is an RFC 9457 problem document whose `code` stands in docs/generated/errors.md.',
      },
      security: [{ station: [] }],
      components: {
        securitySchemes: {
          station: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'The token of POST /v1/token: ten minutes, for one station, centre and realm.',
          },
        },
      },
      customErrorResponseBodySchema: problemSchema,
    },
  )
}

type ErrorDefinitions = readonly (readonly [string, ...unknown[]])[]

/** How a problem document looks for the codes that one status of one route can carry. */
function problemSchema(definitions: ErrorDefinitions) {
  const text = { type: 'string' } as const
  return {
    type: 'object',
    required: ['type', 'title', 'status', 'code'],
    properties: {
      type: text,
      title: { ...text, description: 'What a clerk reads' },
      status: { type: 'integer' },
      code: { ...text, enum: definitions.map(([code]) => code) },
      data: { type: 'object', description: 'Numbers and ids needed to go on' },
    },
  } as const
}
