import { createORPCClient, ORPCError } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { ValidationError } from '@orpc/contract'
import type { ContractRouterClient } from '@orpc/contract'
import { ResponseValidationPlugin } from '@orpc/contract/plugins'
import { z } from 'zod'
import { counterContract } from '../../../shared/contract/counter'
import { refusalSchema } from '../../../shared/contract/operation'
import type { Refusal } from '../../../shared/domain/operation'

/** Core's procedures as the counter contract names them. */
export type CounterClient = ContractRouterClient<typeof counterContract>

/** A client whose calls travel over one port; every answer is checked with the contract's schema. */
export function clientOver(port: MessagePort): CounterClient {
  return createORPCClient(new RPCLink({ port, plugins: [new ResponseValidationPlugin(counterContract)] }))
}

const refusedData = z.object({ refusals: z.array(refusalSchema).min(1) })

/** A refusal the window makes itself, where core's own words did not come. */
function ownRefusal(code: Refusal['code']): Refusal {
  return { code, data: {}, clause: null, field: null }
}

/**
 * The reasons inside an error a call ended with: core's own refusals where it is the contract's error and its data
 * hold; `message.malformed` for a question or an answer that does not keep to the contract; else `internal.fault`.
 */
export function refusalsIn(error: unknown): readonly Refusal[] {
  if (error instanceof ValidationError) return [ownRefusal('message.malformed')]
  if (!(error instanceof ORPCError)) return [ownRefusal('internal.fault')]
  const data = refusedData.safeParse(error.data)
  if (error.code === 'refused' && data.success) return data.data.refusals
  return [ownRefusal(error.code === 'BAD_REQUEST' ? 'message.malformed' : 'internal.fault')]
}
