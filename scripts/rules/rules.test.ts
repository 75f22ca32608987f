import { ESLint } from 'eslint'
import vue from 'eslint-plugin-vue'
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { projectRules } from './project-rules.mjs'

// Every rule of ours has a file under bad/ that breaks it, in folders that mirror the project's; the file's first
// line names what it breaks. A rule that never turns red proves nothing.

const root = path.resolve(import.meta.dirname, '../..')
const bad = path.join(import.meta.dirname, 'bad')
const nodeRequire = createRequire(import.meta.url)

const Cruised = z.object({
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })),
  }),
})
const CruiserConfig = z.object({ forbidden: z.array(z.object({ name: z.string() })) })

const files = readdirSync(bad, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|mjs|vue)$/.test(file))
  .map((file) => file.replaceAll(path.sep, '/'))
  .sort()

const said = (file: string): string[] => {
  const names = /breaks: (.+?)(?: -->)?$/m.exec(readFileSync(path.join(bad, file), 'utf8'))?.[1] ?? ''
  return names === 'nothing' ? [] : names.split(', ')
}

const importRules = CruiserConfig.parse(nodeRequire('../../.dependency-cruiser.cjs')).forbidden.map(
  ({ name }) => name,
)
const lintRules = [...new Set(projectRules.flatMap(({ rules }) => Object.keys(rules ?? {})))]

async function brokenImports(): Promise<[string, string][]> {
  const program = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const config = path.join(root, '.dependency-cruiser.cjs')
  const args = [program, '--config', config, '--output-type', 'json', '.']
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: bad, maxBuffer: 1e8 })
  return Cruised.parse(JSON.parse(stdout)).summary.violations.map(({ from, rule }) => [from, rule.name])
}

async function brokenLint(): Promise<[string, string][]> {
  const overrideConfig = [...vue.configs['flat/base'], ...projectRules]
  const eslint = new ESLint({ cwd: bad, overrideConfigFile: true, overrideConfig, ignore: false })
  const results = await eslint.lintFiles(['**/*.{ts,mjs,vue}'])
  return results.flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, message }): [string, string] => [
      path.relative(bad, filePath).replaceAll(path.sep, '/'),
      ruleId ?? message,
    ]),
  )
}

const broken = new Map<string, Set<string>>()

beforeAll(async () => {
  for (const [file, rule] of [...(await brokenImports()), ...(await brokenLint())]) {
    broken.set(file, (broken.get(file) ?? new Set()).add(rule))
  }
}, 120_000)

describe('bad fixtures', () => {
  it.each(files)('%s breaks what it says, nothing else', (file) => {
    expect([...(broken.get(file) ?? [])].sort()).toEqual(said(file).sort())
  })

  it('exist for every rule and for nothing else', () => {
    expect([...new Set(files.flatMap(said))].sort()).toEqual([...importRules, ...lintRules].sort())
  })
})
