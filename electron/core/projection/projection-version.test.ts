import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sha256 } from '../crypto'
import { foldSources, foldSourcesHash } from './projection-version'

test('whoever changes a fold pins its new hash, and every snapshot is folded anew', () => {
  expect(foldSourcesHash).toBe(sha256(...foldSources.map((path) => readFileSync(path))))
})
