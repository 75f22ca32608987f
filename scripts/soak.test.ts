import { expect, test } from 'vitest'
import { crashesIn, readArguments } from './soak.mjs'

test('a soak ends after minutes or crashes, half an hour where neither is given', () => {
  expect(readArguments(['journal'])).toEqual({ minutes: 30, crashes: Infinity, seed: 1 })
  expect(readArguments(['journal', '--crashes', '50000', '--seed', '7'])).toEqual({
    minutes: Infinity,
    crashes: 50_000,
    seed: 7,
  })
  expect(() => readArguments(['mirror'])).toThrow('npm run soak journal')
  expect(() => readArguments(['journal', '--minutes', 'many'])).toThrow('--minutes many')
})

test('the crashes of all proofs count', () => {
  expect(crashesIn('power cuts from seed 1: {"crashes":21000}\nsnapshots, seed 1: {"crashes":1800}')).toBe(
    22_800,
  )
})
