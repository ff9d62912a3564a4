/** One way to break a rule: in `file`, `find` (which stands there once) becomes `replace`; then `test` must fail. */
export interface Mutation {
  rule: string
  file: string
  find: string
  replace: string
  test: { file: string; name: string }
}

/** Mutations of one file that one test file watches: `[rule, find, replace, name of the test]`. */
const of = (file: string, test: string, changes: [rule: string, find: string, replace: string, name: string][]) =>
  changes.map(([rule, find, replace, name]): Mutation => ({ rule, file, find, replace, test: { file: test, name } }))

/** The rules that `npm run test:mutation` breaks, one at a time. */
export const mutations: Mutation[] = [
  ...of('domain/names.ts', 'domain/names.test.ts', [
    [
      'R1',
      'if (NOTHING_TO_SEE.test(trimmed)) return { ok: true, value: null }',
      '',
      'R1 %j shows nothing and counts as no name',
    ],
    [
      'R1',
      'maxNameLength = 200',
      'maxNameLength = 201',
      'R1 a name has at most 200 characters, counted after cleaning, not in UTF-16 units',
    ],
    ['R1', ".replace(/\\s+/g, ' ')", '', 'R1 %j is kept as %j'],
    ['SEC-35', '\\u202a-\\u202e', '', 'SEC-35 %j is refused'],
  ]),
  ...of('domain/emails.ts', 'domain/emails.test.ts', [
    ['R2', "if (trimmed === '') return { ok: false, reason: 'email_required' }", '', 'R2 %j is no email'],
    ['R2', 'const MAX_LOCAL = 64', 'const MAX_LOCAL = 65', 'R2 %j is refused: %s'],
    ['R2', "&& /\\D/.test(labels.at(-1) ?? '')", '', 'R2 %j is refused: %s'],
    [
      'R3',
      'if (ASCII.test(local)) return local.toLowerCase()',
      'if (ASCII.test(local)) return local',
      'R3 %j and %j are one',
    ],
    [
      'R3',
      "const email = trimmed.normalize('NFC')",
      'const email = trimmed',
      'R3 an email is kept as written, trimmed and NFC',
    ],
    ['R3', ".replace('ς', 'σ')", '', 'R3 %j and %j are one'],
    ['SEC-35', " || local.includes('=?')", '', 'SEC-35 %j inside an address is refused'],
    ['SEC-36', "SOME_ASCII.test(letter.normalize('NFKC')) ||", '', 'SEC-36 %j looks like ASCII and is refused'],
    [
      'SEC-36',
      '(letter.toUpperCase().length === 1 && ASCII.test(letter.toUpperCase()))',
      'false',
      'SEC-36 %j looks like ASCII and is refused',
    ],
  ]),
  ...of('domain/fold.ts', 'domain/fold.test.ts', [
    [
      'R3',
      'emailKey: user.email ? emailKey(user.email) : null',
      'emailKey: user.email ? fold(user.email) : null',
      'R3 the email key keeps accents apart, which search takes for the same',
    ],
  ]),
  ...of('db/migrations/0005_tenancy.sql', 'test/sharding.test.ts', [
    [
      'SEC-24',
      'alter table sessions force row level security;',
      '',
      'every tenant table obeys, and the list of global tables is not longer than they are',
    ],
    [
      'SEC-24',
      'create policy tenant on licences using (account_id = current_account())',
      'create policy tenant on licences using (true)',
      'SEC-24 sees the rows of its account and of no other',
    ],
    [
      'SEC-24',
      'create policy tenant on links using (account_id = current_account()) with check (account_id = current_account())',
      'create policy tenant on links using (account_id = current_account()) with check (true)',
      'SEC-24 writes no row into another account, nor moves one there',
    ],
    [
      'SEC-24',
      'create policy tenant on mails using (account_id = current_account())',
      'create policy tenant on mails using (account_id = coalesce(current_account(), account_id))',
      'SEC-24 sees no row of any table without an account, with an empty one, or with an unknown one',
    ],
    [
      'SEC-37',
      'grant select, insert on events to accounts_app;',
      'grant select, insert, update on events to accounts_app;',
      'SEC-37 the app role can neither change, delete nor empty %s',
    ],
    [
      'SEC-37',
      'grant select, insert on event_values to accounts_app;',
      'grant select, insert, delete on event_values to accounts_app;',
      'SEC-37 the app role can neither change, delete nor empty %s',
    ],
  ]),
  ...of('db/migrations/0006_functions.sql', 'test/sharding.test.ts', [
    [
      'SEC-24',
      "    execute format('revoke all on function %s from public', f);",
      '',
      'SEC-24 owns nothing, bypasses nothing, and its narrow functions are narrow',
    ],
  ]),
]
