// The project's own lint rules: things that have one home, and habits a machine can see.
// Each has a bad fixture in scripts/rules/bad (see rules.test.ts).

/**
 * @typedef {import('eslint').Rule.RuleModule} RuleModule
 * @typedef {import('eslint').Rule.Node} Node
 */

/**
 * A rule that reports every node of the given selectors.
 * @param {string} message
 * @param {...string} selectors
 * @returns {RuleModule}
 */
function forbid(message, ...selectors) {
  return {
    meta: { type: 'problem', schema: [], messages: { forbidden: message } },
    create: (context) =>
      Object.fromEntries(
        selectors.map((selector) => [
          selector,
          (/** @type {Node} */ node) => context.report({ node, messageId: 'forbidden' }),
        ]),
      ),
  }
}

/** What opens, fills or replaces a file. Reading, listing and deleting are free. */
const writers = [
  'open',
  'openSync',
  'createWriteStream',
  'write',
  'writeSync',
  'writev',
  'writevSync',
  'writeFile',
  'writeFileSync',
  'appendFile',
  'appendFileSync',
  'truncate',
  'truncateSync',
  'ftruncate',
  'ftruncateSync',
  'rename',
  'renameSync',
  'copyFile',
  'copyFileSync',
  'cp',
  'cpSync',
  'promises',
]
const fromFs = 'ImportDeclaration[source.value=/^(node:)?fs(.promises)?$/]'
const testCall = '[object.name=/^(it|test|describe|suite)$/]'

/**
 * Chinese, Japanese and Korean characters anywhere but in comments.
 * @type {RuleModule}
 */
const noChinese = {
  meta: { type: 'problem', schema: [], messages: { forbidden: 'Words people see stand in shared/text.' } },
  create(context) {
    const { sourceCode } = context
    return {
      Program() {
        const ast = /** @type {{ templateBody?: { comments?: { range: [number, number] }[] } }} */ (
          sourceCode.ast
        )
        const comments = [...sourceCode.getAllComments(), ...(ast.templateBody?.comments ?? [])]
        for (const match of sourceCode.text.matchAll(/[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+/g)) {
          const inComment = comments.some(
            ({ range }) => range && range[0] <= match.index && match.index < range[1],
          )
          const loc = sourceCode.getLocFromIndex(match.index)
          if (!inComment) context.report({ loc, messageId: 'forbidden' })
        }
      },
    }
  },
}

/** @type {RuleModule} */
const kebabCaseFile = {
  meta: { type: 'problem', schema: [], messages: { forbidden: 'File names are kebab-case.' } },
  create: (context) => ({
    Program(node) {
      const name = context.filename.split(/[\\/]/).at(-1) ?? ''
      if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)+$/.test(name))
        context.report({ node, messageId: 'forbidden' })
    },
  }),
}

/** @type {Record<string, RuleModule>} */
export const rules = {
  'clock-home': forbid(
    'The time comes from the injected clock.',
    "MemberExpression[object.name='Date'][property.name='now']",
    "NewExpression[callee.name='Date'][arguments.length=0]",
    "CallExpression[callee.name='Date']",
  ),
  'random-home': forbid(
    'Randomness comes from the injected source.',
    "MemberExpression[object.name='Math'][property.name='random']",
  ),
  'write-home': forbid(
    'Only electron/files opens files for writing. Import reading functions by name.',
    `${fromFs} ImportSpecifier[imported.name=/^(${writers.join('|')})$/]`,
    `${fromFs} ImportDefaultSpecifier`,
    `${fromFs} ImportNamespaceSpecifier`,
  ),
  'no-chinese': noChinese,
  'tests-run': forbid(
    'A test that does not run needs a reason that is printed: test.skip(condition, reason) or context.skip(reason).',
    `MemberExpression${testCall}[property.name=/^(only|todo|fails|fixme|skipIf|runIf)$/]`,
    `CallExpression[callee.property.name='skip']:not([arguments.0.type!=/^(Literal|TemplateLiteral)$/][arguments.1.type='Literal']) > MemberExpression${testCall}`,
    'CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]',
  ),
  'no-swallowed-failure': forbid(
    'A failure is handled, returned or thrown on.',
    "CallExpression[callee.property.name='catch'] > ArrowFunctionExpression[body.type='BlockStatement'][body.body.length=0]",
    "CallExpression[callee.property.name='catch'] > ArrowFunctionExpression > Identifier.body[name='undefined']",
    "CallExpression[callee.property.name='catch'] > ArrowFunctionExpression > Literal.body[raw='null']",
  ),
  'kebab-case-file': kebabCaseFile,
}

export default { meta: { name: 'wallet' }, rules }
