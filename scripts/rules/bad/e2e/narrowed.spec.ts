// breaks: wallet/tests-run
import { test } from '@playwright/test'

test.only('opens', () => {})
