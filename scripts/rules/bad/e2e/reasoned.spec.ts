// breaks: nothing
import { test } from '@playwright/test'

test('opens', () => {
  test.skip(process.platform === 'win32', 'no virtual display there')
})
