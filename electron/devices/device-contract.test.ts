import { expect, it } from 'vitest'
import { deviceContract, readsACard } from './testing/device-contract'
import { createSimulatedBench } from './testing/simulated-bench'

/* The same steps run over node-hid on a real kernel: `npm run test:hid-kernel`. */

it.each(deviceContract)('$name', (step) => step.run(createSimulatedBench()))

it('turns red when a far end sends wrong checksums', async () => {
  const wrong = (bytes: Uint8Array): Uint8Array => bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1)
  await expect(readsACard.run(createSimulatedBench(wrong))).rejects.toThrow('not within')
})
