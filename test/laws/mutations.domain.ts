import { type Mutation, of } from './mutation.ts'

/** Rules of the domain and of the schema, broken one at a time. */
export const domain: Mutation[] = [
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
  ...of('domain/user-actions.ts', 'server/features/users/users.test.ts', [
    [
      'R14',
      `if (facts.role === params.role) return no('already_so')
      return facts.isSelf ? no('own_account') : yes`,
      `if (facts.role === params.role) return no('already_so')
      return yes`,
      'R14 an Account Admin can’t demote, suspend or delete themselves',
    ],
    [
      'R27',
      `// R27, R14
      if (facts.role === 'partner') return no('is_partner')`,
      '// R27, R14',
      'R27 a Mitel Partner can’t be deleted',
    ],
  ]),
  ...of('domain/users.ts', 'server/features/users/users.test.ts', [
    [
      'R6',
      `role: assignableRole.default('user')`,
      `role: assignableRole.default('account_admin')`,
      'R6 the toggle is off by default',
    ],
    [
      'R13',
      `z.enum(['user', 'account_admin'], { error: () => ({ message: 'role_not_assignable' }) })`,
      `z.enum(['user', 'account_admin', 'partner'])`,
      'R13 partner can’t be given',
    ],
    ['R26', `z.literal('delete', { error`, 'z.string({ error', 'R26 needs the English word'],
  ]),
  ...of('domain/users.ts', 'server/features/registrations/registrations.test.ts', [
    [
      'R15',
      'welcomeLinkDays = 4',
      'welcomeLinkDays = 3.99',
      'R15 a link is valid for 4 days from its first hand-over by the database’s clock, then refused',
    ],
  ]),
  ...of('db/migrations/0006_functions.sql', 'server/features/sessions/sessions.lifetime.test.ts', [
    [
      'SEC-17',
      's.last_seen_at > now() - idle and ',
      '',
      'SEC-17 an idle session ends by the database’s clock, a used one goes on',
    ],
    [
      'SEC-17',
      ' and s.created_at > now() - absolute',
      '',
      'SEC-17 a session ends after its absolute time, however much it is used',
    ],
    [
      'SEC-18',
      ` and a.state = 'active'; end;`,
      '; end;',
      'SEC-18 suspension, a source’s inactivation, deletion and deactivation act on the very next request',
    ],
  ]),
  ...of('domain/passwords.ts', 'domain/passwords.test.ts', [
    ['SEC-1', 'minPasswordLength = 12', 'minPasswordLength = 11', 'SEC-1 %j is too short'],
    [
      'SEC-1',
      'Math.max(minPasswordLength, context.minLength ?? 0)',
      '(context.minLength ?? minPasswordLength)',
      'SEC-1 the minimum can be configured up, never down',
    ],
    ['SEC-3', 'const CONTEXT_BITS = 2', 'const CONTEXT_BITS = 40', 'SEC-3 %j is mostly context'],
    ['SEC-3', 'const ENOUGH_BITS = 26', 'const ENOUGH_BITS = 16', 'SEC-3 %j is common'],
    [
      'SEC-4',
      `return password.normalize('NFC')`,
      'return password',
      'SEC-4 both spellings of an accent are one password, counted as one character',
    ],
  ]),
  ...of('domain/user-actions.ts', 'server/features/users/users.removal.test.ts', [
    [
      'R27',
      "if (facts.linkKinds.includes('micloud_connect')) return no('synced_from_micloud_connect')",
      '',
      'R27 %s: refused with the reason, and nothing changes',
    ],
  ]),
  ...of('domain/user-actions.ts', 'server/features/users/users.inactive.test.ts', [
    [
      'SEC-18',
      'if (params.active && facts.leftInactive) return yes',
      '',
      'SEC-18 whom a released directory left inactive, an admin makes active, though a %s still lists the user',
    ],
  ]),
  ...of('domain/import-rules.ts', 'server/features/imports/imports.test.ts', [
    ['R31', "if (!role) return { code: 'role_unknown' }", 'if (!role) return { role: null }', 'R31 %s'],
  ]),
]
