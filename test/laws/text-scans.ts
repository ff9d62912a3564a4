import { isCode, isTest, type Scan } from './scan.ts'
import type { File } from './tree.ts'

const at = (path: string, text: string) => ({ path, text })
const isOwn = (path: string): boolean => path.startsWith('test/laws/')

/** The words of `pattern` in a file, each once. */
const words = (pattern: RegExp) => (file: File) => [...new Set(file.text.match(pattern) ?? [])]

const noLeftovers: Scan = {
  law: 'nothing is left for later',
  covers: (path) => !isOwn(path) && !path.endsWith('.json'),
  find: words(
    /\b(TODO|XXX|HACK|WIP|TBD|[Tt]odo(?=:))\b|\b(?:FIXME|fixme)\b|\b(?:[Cc]oming soon|not (?:yet )?implemented|[Ll]orem ipsum)/g,
  ),
  planted: [
    at('server/app.ts', '// TODO: sessions'),
    at('docs/handbook.md', 'Bulk actions are coming soon.'),
    at('db/migrations/0001_a.sql', '-- fixme'),
    at('console/main.tsx', "throw new Error('not implemented')"),
  ],
  innocent: [at('docs/handbook.md', 'Todos Santos, wipe, hackney and a mastodon')],
}

const noSilencers: Scan = {
  law: 'no checker is told to look away',
  covers: (path) => isCode(path) && !isOwn(path),
  // The layout of a table by hand silences no check.
  find: words(
    /biome-ignore(?! format:)|@ts-(ignore|expect-error|nocheck)|eslint-disable|istanbul ignore|[cv]8 ignore/g,
  ),
  planted: [at('server/app.ts', '// @ts-expect-error why not'), at('console/main.tsx', '/* biome-ignore lint: x */')],
  innocent: [at('domain/fold.ts', '// biome-ignore format: a table\nconst ignore = 1')],
}

const longest = 300
const mayBeLong = /(^|\/)(messages|generated)\b|\.d\.ts$/

const notTooLong: Scan = {
  law: `a file past ${longest} lines is two ideas`,
  covers: (path) => isCode(path) && !isTest(path) && !mayBeLong.test(path),
  find: ({ text }) => {
    const lines = text.trimEnd().split('\n').length
    return lines > longest ? [`${lines} lines`] : []
  },
  planted: [at('server/features/users/users.ts', 'x\n'.repeat(longest + 1))],
  innocent: [at('server/features/users/users.ts', 'x\n'.repeat(longest))],
}

const noForeignNames: Scan = {
  law: 'the README speaks of this product only',
  covers: (path) => path === 'README.md',
  find: words(
    /\b(Better ?Auth|Directus|Logto|Strapi|Keycloak|Auth0|Zitadel|Authentik|FusionAuth|Ory|Kratos|SuperTokens|WorkOS|Clerk|Casdoor|Gluu|SCIMMY|Supabase|Firebase)\b/g,
  ),
  planted: [at('README.md', 'Ten times as fast as Keycloak.')],
  innocent: [at('README.md', 'Works with Entra ID and Okta; a memory of history; a clerk likes it.')],
}

const banned = 'utils? helpers? common managers? services? data info index'.split(' ')
const bannedName = new RegExp(`^(${banned.join('|')})$`, 'i')

const goodNames: Scan = {
  law: 'files and folders are called after what is in them',
  covers: (path) => isCode(path) || path.endsWith('.sql'),
  find: ({ path }) =>
    path
      .split('/')
      .flatMap((segment) => segment.split('.').slice(0, segment.includes('.') ? -1 : 1))
      .filter((word) => bannedName.test(word))
      .map((word) => `“${word}” says nothing`),
  planted: [
    at('server/platform/utils/text.ts', ''),
    at('console/parts/helpers.tsx', ''),
    at('server/features/users/users.service.ts', ''),
    at('domain/index.ts', ''),
  ],
  innocent: [at('server/features/services-of-ours/database.ts', '')],
}

/** The laws that look at text and names. */
export const textScans: Scan[] = [noLeftovers, noSilencers, notTooLong, noForeignNames, goodNames]
