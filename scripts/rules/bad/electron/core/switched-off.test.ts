// breaks: wallet/tests-run
import { it } from 'vitest'

it.skip('counts', () => {})
