// Who may import whom (docs/architecture.md). Every rule here has a bad fixture under scripts/rules/bad that turns
// it red; scripts/rules/rules.test.ts proves it. Patterns are paths from the root.
const tests = '\\.test\\.ts$|/testing/'
const library = (...names) => `(^|/)node_modules/(${names.join('|')})(/|$)|^(${names.join('|')})$`
const anyLibrary = '(^|/)node_modules/'

/** @type {(name: string, comment: string, from: string, to: object, exempt?: string) => object} */
const rule = (name, comment, from, to, exempt = tests) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: exempt },
  to,
})

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    rule('domain-imports-nothing', 'shared/domain is pure: nothing from outside itself', '^shared/domain/', {
      pathNot: '^shared/domain/',
    }),
    rule(
      'contract-on-domain',
      'shared/contract stands on shared/domain and the contract libraries',
      '^shared/contract/',
      {
        pathNot: `^shared/(contract|domain)/|${library('zod', '@orpc', 'canonicalize')}`,
      },
    ),
    rule(
      'text-without-contract',
      'shared/text formats with shared/domain and knows of the contract only types',
      '^shared/text/',
      { path: '^shared/contract/', dependencyTypesNot: ['type-only'] },
    ),
    rule('text-on-shared', 'shared/text imports nothing outside shared', '^shared/text/', {
      pathNot: '^shared/(text|contract|domain)/',
    }),
    rule('pages-without-node', "pages see none of Node's modules", '^renderer/', {
      dependencyTypes: ['core'],
    }),
    rule(
      'pages-on-shared',
      'pages import shared and libraries for browsers, no other process',
      '^renderer/',
      {
        path: `^(electron|central|scripts|e2e|bench)/|${library('electron', 'sql\\.js', '@electric-sql', 'fastify', 'kysely')}`,
      },
    ),
    rule(
      'bridge-owns-port',
      "only a window's bridge talks over the port",
      '^renderer/',
      { path: library('@orpc') },
      `${tests}|^renderer/[^/]+/bridge/`,
    ),
    rule('features-apart', 'features never import each other', '^renderer/([^/]+)/features/([^/]+)/', {
      path: '^renderer/$1/features/',
      pathNot: '^renderer/$1/features/$2/',
    }),
    rule('stores-apart', 'stores never import each other', '(^|/|-)store\\.ts$', {
      path: '^renderer/.*(/|-)store\\.ts$',
    }),
    rule('windows-apart', 'one window never imports another', '^renderer/(counter|member|slip)/', {
      path: '^renderer/(counter|member|slip)/',
      pathNot: '^renderer/$1/',
    }),
    rule('ui-on-shared', 'the common parts know no window', '^renderer/ui/', {
      path: '^renderer/(counter|member|slip)/',
    }),
    rule(
      'hid-one-home',
      'only electron/devices/hid names node-hid',
      '.',
      { path: library('node-hid') },
      '^electron/devices/hid/',
    ),
    rule(
      'projection-owns-sqljs',
      'only electron/core/projection names sql.js',
      '.',
      { path: library('sql\\.js') },
      '^electron/core/projection/',
    ),
    rule(
      'electron-two-homes',
      'only main and preload import electron',
      '^(electron|shared|central|renderer)/',
      {
        path: library('electron'),
      },
      '^electron/(main|preload)/',
    ),
    rule(
      'main-is-shell',
      'main imports electron, shared and files, none of the processes it starts',
      '^electron/main/',
      {
        path: '^(electron/(core|devices|preload)|renderer|central)/',
      },
    ),
    rule('preload-is-small', 'preload imports electron and shared only', '^electron/preload/', {
      pathNot: `^shared/|^electron/preload/|${library('electron')}`,
    }),
    rule('core-alone', 'core imports no other process', '^electron/core/', {
      path: '^(electron/(main|preload|devices)|renderer|central)/',
    }),
    rule('devices-alone', 'devices imports no other process', '^electron/devices/', {
      path: '^(electron/(main|preload|core)|renderer|central)/',
    }),
    rule('sam-without-simulated', 'the codec never sees the simulated reader', '^electron/devices/sam/', {
      path: '^electron/devices/simulated/',
    }),
    rule(
      'simulated-without-sam',
      'the simulated reader never sees the codec',
      '^electron/devices/simulated/',
      {
        path: '^electron/devices/sam/',
      },
    ),
    rule('central-alone', 'the centre imports shared only', '^central/', { path: '^(electron|renderer)/' }),
    rule(
      'console-page-in-browser',
      "the console's page runs in a browser: shared and libraries for browsers only",
      '^central/console/page/',
      {
        path: `^central/(?!console/page/)|${library('fastify', 'kysely', '@orpc/server', '@electric-sql', 'pg')}`,
      },
    ),
    rule('files-alone', 'the file writer knows nobody', '^electron/files/', {
      path: `^(electron/(main|preload|core|devices)|renderer|central)/|${anyLibrary}`,
    }),
    rule(
      'product-without-tools',
      'the product imports no script, test or bench',
      '^(electron|renderer|shared|central)/',
      {
        path: `^(scripts|e2e|bench|build)/|${tests}`,
      },
    ),
    rule('verifier-alone', 'the verifier imports nothing of what it checks', '^scripts/journal/', {
      path: '^(electron|renderer|shared|central)/',
    }),
    rule('no-cycles', 'no circle of imports', '.', { circular: true }, '^$'),
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: anyLibrary },
    exclude: { path: '^(out|\\.cache)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.mts', '.mjs', '.cjs', '.js', '.vue', '.json', '.d.ts'],
    },
  },
}
