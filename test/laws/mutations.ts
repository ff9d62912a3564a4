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
  ...of('server/features/users/users.creation.ts', 'server/features/users/users.test.ts', [
    [
      'R5',
      `const invited = created.filter((user) => user.invitation === 'queued')`,
      'const invited = created.filter(() => false)',
      'R5 success queues exactly one',
    ],
  ]),
  ...of('server/features/users/users.ts', 'server/features/users/users.test.ts', [
    ['R1', `      throw fieldProblem('name', 'name_required')`, '', 'R1 an edit can’t take the last name away'],
    [
      'R4',
      'await refuseTaken(context, clash.values.email!, null)',
      '',
      'R4 names the message, the attribute and the holder',
    ],
    [
      'R11',
      `ifMatch !== '*' && ifMatch !== row.version`,
      'ifMatch === 0',
      'R11 the second Save is refused with the current user and changes nothing',
    ],
    ['REL-7', `ifMatch !== '*' && ifMatch !== row.version`, 'ifMatch === 0', 'REL-7 two at once: one 200, one 412'],
    [
      'SEC-26',
      `'name', 'firstName', 'lastName', 'mobile'])`,
      `'name', 'firstName', 'lastName', 'mobile', 'extension'])`,
      'SEC-26 changes names and mobile of the own profile, nothing else',
    ],
  ]),
  ...of('server/features/users/users.change.ts', 'server/features/users/users.test.ts', [
    [
      'R12',
      `await voidLinks(context, [row.id], ['welcome', 'reset'])`,
      '',
      'R12 of an unregistered user voids the link, and the user is not invited any more',
    ],
    [
      'R12',
      'if (row.email) await queueMails',
      'if (email === null) await queueMails',
      'R12 SEC-8 of a registered user tells the old and the new address and keeps the session',
    ],
    [
      'R14',
      'if ((await countAdminsBesides(context.tx, losing)) > 0) return',
      'return',
      'R14 the last admin who can sign in stays, unless a partner says so',
    ],
    [
      'SEC-37',
      'return diff ? [{ row, from, to, diff }] : []',
      'return [{ row, from, to, diff: diff ?? { before: {}, after: {} } }]',
      'SEC-37 a partner’s act is recorded with the partner as actor, and a no-op records nothing',
    ],
  ]),
  ...of('server/features/users/users.shape.ts', 'server/features/users/users.test.ts', [
    [
      'R4',
      'sources: sourcesOf(row, new Map()).map(({ kind, name }) => ({ kind, name }))',
      'sources: []',
      'R4 names the message, the attribute and the holder',
    ],
  ]),
  ...of('server/features/users/users.removal.ts', 'server/features/users/users.test.ts', [
    [
      'R30',
      'if (leaving.length > 0)',
      'if (leaving.length > 1)',
      'R30 a console user leaves the list, frees the email, and is kept',
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
  ...of('server/platform/idempotency.ts', 'server/features/users/users.test.ts', [
    [
      'REL-6',
      'if (row) return { status: row.status, body: opened(secret, row.body), headers: row.headers }',
      '',
      'REL-6 one Idempotency-Key fifty times at once: one user, one mail, one answer',
    ],
    [
      'REL-6',
      `if (row && !row.request_hash.equals(requestHash)) throw new Problem('idempotency_mismatch')`,
      '',
      'REL-6 one Idempotency-Key fifty times at once: one user, one mail, one answer',
    ],
  ]),
  ...of('server/platform/operation.ts', 'server/platform/operation.test.ts', [
    [
      'SEC-37',
      'if (recorded !== changed) {',
      'if (recorded < changed) {',
      'SEC-37 a command that says %i changed and records %i events stores nothing',
    ],
    [
      'SEC-37',
      'inside.tx.recorded = Number.NaN',
      '',
      'SEC-37 an inner failure that is caught leaves the whole to decide: what it wrote does not stay unrecorded',
    ],
  ]),
  ...of('server/platform/operation.ts', 'test/sweeps/routes.test.ts', [
    [
      'SEC-23',
      'if (!home && !(actor.role',
      `if (actor.sessionId === '' && !(actor.role`,
      '%s by an admin of another account is 404, like an unknown account',
    ],
    ['SEC-23', 'if (held.has(spec.permission)) return', 'return', '%s by a role user is 403 in the own account'],
  ]),
  ...of('server/features/one-time-links/one-time-links.ts', 'server/features/one-time-links/one-time-links.test.ts', [
    [
      'SEC-7',
      'row && proven && row.alive && row.purpose === purpose',
      'row && proven && row.purpose === purpose',
      'SEC-7 the token of a user who is %s answers like an unknown one',
    ],
    [
      'SEC-11',
      'row && proven && row.alive && row.purpose === purpose',
      'row && row.alive && row.purpose === purpose',
      'SEC-11 a changed token, another account, another purpose and no token at all are unknown',
    ],
    [
      'SEC-11',
      'row && proven && row.alive && row.purpose === purpose',
      'row && proven && row.alive',
      'SEC-11 a changed token, another account, another purpose and no token at all are unknown',
    ],
    [
      'SEC-13',
      'await rows.updateVoided(tx, userIds, [purpose])',
      '',
      'SEC-13 a new link revokes the older one of its purpose and of nobody else',
    ],
    [
      'SEC-15',
      `token_hash: sha256(house.secrets.linkToken(link)).toString('hex')`,
      `token_hash: Buffer.from(house.secrets.linkToken(link)).toString('hex')`,
      'SEC-15 neither token nor code stands in the table',
    ],
  ]),
  ...of(
    'server/features/one-time-links/one-time-links.sql.ts',
    'server/features/one-time-links/one-time-links.test.ts',
    [
      [
        'SEC-11',
        `l.id = \${id} and l.used_at is null and l.voided_at is null`,
        `l.id = \${id}`,
        'SEC-11 using a link up works once even without its lock',
      ],
      [
        'R15',
        ' and handed_over_at is null`)',
        '`)',
        'R15 the time to live runs from the first hand-over, by the database’s clock',
      ],
      [
        'R18',
        ' and l.tries_left > 0',
        '',
        'R18 after 5 wrong codes the right one is refused; the link itself goes on working',
      ],
    ],
  ),
  ...of('server/platform/session-cookie.ts', 'server/features/sessions/sessions.lifetime.test.ts', [
    [
      'SEC-16',
      'httpOnly: true',
      'httpOnly: false',
      'SEC-16 the cookie is HttpOnly, SameSite and not for long; only a hash of it is stored',
    ],
    [
      'SEC-16',
      `'__Host-session' : 'session'`,
      `'session' : 'session'`,
      'SEC-16 on https the cookie is __Host- and Secure, and one without the prefix is not read',
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
  ...of('server/platform/csrf.ts', 'server/platform/csrf.test.ts', [
    [
      'SEC-19',
      `if (isForeign(request, own)) throw new Problem('origin_refused')`,
      '',
      'SEC-19 a write from %s is refused',
    ],
    [
      'SEC-19',
      `if (type !== undefined && !taken.test(type)) throw new Problem('media_type_refused')`,
      '',
      'SEC-19 a write of %s is refused',
    ],
  ]),
  ...of('server/platform/throttle.ts', 'server/platform/throttle.test.ts', [
    [
      'SEC-6',
      `where t.tries < \${free}::integer or`,
      'where true or',
      'SEC-6 after the free tries each try waits twice as long as the one before, up to the longest',
    ],
    [
      'SEC-6',
      'await takeBack(house, counters.slice(0, index))',
      '',
      'SEC-6 a refusal at one counter leaves the others as they were',
    ],
  ]),
  ...of('server/platform/passwords.ts', 'server/platform/passwords.test.ts', [
    [
      'SEC-4',
      `hash(password.normalize('NFC'), cost)`,
      'hash(password, cost)',
      'SEC-4 é typed as one character or as two is the same password, É is not',
    ],
    [
      'SEC-5',
      'timeCost: 2',
      'timeCost: 1',
      'SEC-5 the hash is argon2id with 19 MiB and two passes, salted anew each time',
    ],
    [
      'SEC-5',
      `else if (waiting.length >= maxWaiting) throw new Problem('unavailable')`,
      '',
      'SEC-5 the queue is bounded: a flood is refused with 503 at once, nobody is forgotten, order is kept',
    ],
    [
      'SEC-7',
      ' && passwordHash !== null',
      ' || passwordHash === null',
      'SEC-7 verifying for nobody runs the same work as for somebody and is never right',
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
  ...of('server/features/mails/mails.sql.ts', 'server/features/mails/mails.delivery.test.ts', [
    [
      'REL-5',
      `interval '30 seconds' * power(2, `,
      `interval '30 seconds' * power(1, `,
      'REL-5 4xx: tried again after 30 seconds, then after twice as long each time, with the same Message-ID and link',
    ],
    [
      'SEC-28',
      `and sent_at > now() - interval '1 hour'`,
      `and sent_at > now() - interval '1 millisecond'`,
      'SEC-28 no more mails in an hour than the account may send, the rest when it is over',
    ],
  ]),
  ...of('server/scim/patch.ts', 'server/scim/patch.test.ts', [
    ['SCIM-P3', 'structuredClone(resource), external', 'resource, external', 'SCIM-P3 all or nothing, in order'],
  ]),
  ...of('server/scim/patch.ts', 'server/scim/patch-values.test.ts', [
    [
      'SCIM-P14',
      `    throw refusal('mutability', \`\${attribute.name}\${sub ? \`.\${sub.name}\` : ''} is read-only.\`)`,
      '    return',
      'SCIM-P14 what is read-only',
    ],
  ]),
  ...of('server/features/provisioning/provisioning.users.sql.ts', 'test/scim/other-account.test.ts', [
    [
      'SEC-23',
      ` and not u.link_kinds @> '{scim}'`,
      '',
      'SEC-23 two directories of one account: neither sees the other’s groups, nor writes its users',
    ],
  ]),
  ...of('server/features/sources/sources.sql.ts', 'test/scim/users.test.ts', [
    [
      'SEC-30',
      't.token_hash = ${hash} and t.revoked_at is null',
      't.token_hash = ${hash}',
      'SEC-30 a revoked token is dead at once',
    ],
  ]),
  ...of('server/features/provisioning/provisioning.scim.ts', 'test/scim/users.test.ts', [
    [
      'SEC-29',
      "if (request.url.startsWith('/scim/') || !isVariant(request.url)) return undefined",
      'return undefined',
      'SEC-29 SCIM-T2 without a token everything is 401',
    ],
  ]),
  ...of('server/features/provisioning/provisioning.document.ts', 'test/scim/suite-round-trip.test.ts', [
    [
      'SCIM-D7',
      'filter(({ value }) => meansAddress(value))',
      'filter(({ value }) => text(value))',
      'POST of everything comes back as sent, by POST, GET, list and filter',
    ],
  ]),
  ...of('server/features/groups/groups.members.ts', 'test/scim/suite-patch.test.ts', [
    [
      'SCIM-C15',
      'if (unknown !== undefined) throw isNobody(unknown)',
      '',
      'nobody’s id is refused and nothing changes; two at once both win',
    ],
  ]),
  ...of('server/features/sessions/sessions.ts', 'server/features/sessions/sessions.test.ts', [
    [
      'SEC-7',
      '...Array.from({ length: limit }, ',
      '...Array.from({ length: found.length ? 0 : 1 }, ',
      'SEC-7 the same work is done for everybody: people read and passwords verified',
    ],
    [
      'SEC-16',
      'await endPresented(context)',
      '',
      'SEC-16 session fixation: a token that the browser brings is never taken over, and the old session ends',
    ],
    [
      'SEC-18',
      ' || !(await isStillPassword(context, person.id, person.passwordHash))',
      '',
      'SEC-18 a sign-in under way when the password is reset or the user shut out opens no session',
    ],
  ]),
  ...of('server/features/sessions/sessions.tries.ts', 'server/features/sessions/sessions.tries.test.ts', [
    [
      'SEC-6',
      '(await isRemembered(house, known)) ? [both] : ',
      '',
      'SEC-6 guessing from many sources is slowed down per user, and the owner still gets in from where they were',
    ],
    [
      'SEC-6',
      '[source, both, email]',
      '[source, email]',
      'SEC-6 after five wrong passwords even the right one waits, with a Retry-After that grows',
    ],
  ]),
  ...of('server/features/credentials/credentials.ts', 'server/features/sessions/sessions.lifetime.test.ts', [
    [
      'SEC-18',
      '!row?.source_active || row.suspended_by_admin',
      '!row?.source_active',
      'SEC-18 suspension, a source’s inactivation, deletion and deactivation act on the very next request',
    ],
  ]),
  ...of('server/platform/csrf.ts', 'server/platform/csrf.test.ts', [
    ['SEC-19', 'origin.protocol !== own.protocol || ', '', 'SEC-19 a write from %s is refused'],
  ]),
  ...of('server/features/registrations/registrations.ts', 'server/features/registrations/registrations.test.ts', [
    [
      'R16',
      "const shown = !person.registered && (state === 'open' || state === 'expired')",
      'const shown = true',
      'R16 a revoked link asks for a fresh one too, and tells a former address nothing',
    ],
    [
      'SEC-7',
      '!person?.admitted',
      '!person',
      'SEC-7 a made-up token, and one of an inactive or deleted user or deactivated account, answer alike',
    ],
  ]),
  ...of(
    'server/features/password-resets/password-resets.complete.ts',
    'server/features/password-resets/password-resets.test.ts',
    [
      [
        'R18',
        'await endSessions(context, [person.id])',
        '',
        'R18 the old password works until the new one is set; then every session ends and a mail says so',
      ],
    ],
  ),
  ...of(
    'server/features/password-resets/password-resets.complete.ts',
    'server/features/password-resets/password-resets.codes.test.ts',
    [
      [
        'R18',
        'await countTry(context.house, counters)',
        '',
        'R18 five tries per email over all its codes, also when an account is named each time',
      ],
    ],
  ),
  ...of('server/features/users/users.provisioning.ts', 'server/features/users/users.inactive.test.ts', [
    [
      'SEC-18',
      "const { sent } = ownerOf(links, 'active') ?? {}",
      'const { sent } = links.at(-1) ?? {}',
      'a phone system can’t make active whom the directory made inactive',
    ],
  ]),
  ...of('server/features/users/users.shape.ts', 'server/features/users/users.sources.test.ts', [
    [
      'R8',
      "const order = field === 'active' ? precedence('email') : precedence(field)",
      "const order = precedence('email')",
      'R8 of two sources the directory owns what both send, but the phone system its extension',
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
  ...of('server/features/users/users.removal.ts', 'server/features/users/users.removal.test.ts', [
    [
      'R28',
      "row.link_kinds.includes('pbx') || row.link_kinds.includes('iot')",
      "row.link_kinds.includes('pbx')",
      'R28 %s: the CloudLink account goes, the row stays',
    ],
  ]),
  ...of('server/features/users/users.erasure.ts', 'server/features/users/users.erasure.test.ts', [
    [
      'SEC-41',
      'await eraseRecordedValues(context.tx, ids)',
      '',
      'R30 SEC-41 nothing personal stays anywhere: row, password, links, mails, answers, values of events',
    ],
  ]),
  ...of('server/features/licences/licences.sql.ts', 'server/features/licences/licences.seats.test.ts', [
    [
      'REL-3',
      'set assigned = c.assigned + ${wanted}\n    where c.account_id = ${tx.accountId} and c.product_id = ${product}\n      and c.assigned + c.reserved +',
      'set assigned = c.assigned + ${wanted}\n    where c.account_id = ${tx.accountId} and c.product_id = ${product}\n      and c.reserved +',
      'REL-3 R21 of 200 assignments at once on 10 free seats 10 are made and 190 refused',
    ],
  ]),
  ...of('server/features/licences/licences.sql.ts', 'server/features/licences/licences.test.ts', [
    [
      'R21',
      's.starts_at <= clock_timestamp() and',
      '',
      'R21 counts what has begun, is not expired and not ended, less what is assigned, never below 0',
    ],
  ]),
  ...of('server/features/users/users.licences.ts', 'server/features/licences/licences.test.ts', [
    [
      'R11',
      'if (ids.length > 0) await updateVersions(context.tx, ids)',
      '',
      'R11 a licence is part of the version, not of the modification',
    ],
  ]),
  ...of('server/platform/formulas.ts', 'server/platform/spreadsheet.test.ts', [
    [
      'SEC-34',
      'formula.test(text) ?',
      'false ?',
      'SEC-34 no text is a formula once it is neutral, but a phone number in a cell that is marked as text',
    ],
    [
      'SEC-34',
      "neutralised = /^''*",
      "neutralised = /^'",
      'SEC-34 taking the apostrophe off again gives back every text, those with apostrophes of their own too',
    ],
  ]),
  ...of('server/platform/spreadsheet.ts', 'server/features/events/events.test.ts', [
    [
      'SEC-34',
      'cells.map(neutral)',
      '[...cells]',
      'SEC-34 a hostile name is no formula, and a CSV reader gives back every value',
    ],
  ]),
  ...of('server/features/imports/imports.read.limits.ts', 'server/features/imports/imports.read.hostile.test.ts', [
    ['SEC-33', 'ratio: 60', 'ratio: 6000', 'SEC-33 %s is refused under 2 s and 100 MB'],
    [
      'SEC-33',
      "'--permission', ",
      '',
      'SEC-33 the process that reads has neither our environment nor a right to write or to start others',
    ],
  ]),
  ...of('server/features/imports/imports.read.zip.ts', 'server/features/imports/imports.read.hostile.test.ts', [
    [
      'SEC-33',
      "if (entry.isEncrypted()) throw new Problem('spreadsheet_encrypted')",
      '',
      'SEC-33 a workbook with %s is refused in clear words',
    ],
  ]),
  ...of('server/features/jobs/jobs.run.ts', 'server/features/jobs/jobs.fairness.test.ts', [
    [
      'fairness',
      'const chunkMs = 500',
      'const chunkMs = 500_000',
      'a job of one account stands behind those of others after each half second: ten users don’t wait for thousands',
    ],
  ]),
  ...of('server/features/jobs/jobs.run.ts', 'server/features/user-actions/user-actions.bulk.test.ts', [
    [
      'R22',
      'if (job.reserved > 0) await giveBackSeats(context, String(job.params.product), job.reserved)',
      '',
      'R22 cancelling gives the seats back that are not used',
    ],
  ]),
  ...of('server/platform/bulk.ts', 'server/features/user-actions/user-actions.bulk.test.ts', [
    [
      'REL-14',
      'result = await work.putAside(error, size)',
      'throw error',
      'REL-14 a user for whom it always fails is shown, and the rest of the job completes',
    ],
  ]),
  ...of('server/features/licences/licences.sql.ts', 'server/features/licences/licences.race.test.ts', [
    [
      'REL-3',
      'update seats c set reserved = c.reserved + ${wanted}\n    where c.account_id = ${tx.accountId} and c.product_id = ${product}\n      and c.assigned + c.reserved + ${wanted}',
      'update seats c set reserved = c.reserved + ${wanted}\n    where c.account_id = ${tx.accountId} and c.product_id = ${product}\n      and c.assigned + ${wanted}',
      'REL-3 R21 R24 200 assignments, 20 jobs and several workers at once while a subscription expires: never a seat too many',
    ],
  ]),
  ...of('server/features/user-actions/user-actions.run.ts', 'server/features/user-actions/user-actions.plan.test.ts', [
    [
      'SEC-27',
      'if (planDigest !== undefined && planDigest !== plan.digest) {',
      'if (planDigest === null) {',
      'SEC-27 a selection that is given again with the digest of its plan is refused likewise, or runs as planned when frozen',
    ],
    [
      'R22',
      'const { available } = await seatsOf(context, product!)',
      'const { available = 0 } = plan.licences ?? {}',
      'R22 too few seats: the plan and the refusal say which could be had back, each counted once',
    ],
  ]),
  ...of('server/features/user-actions/user-actions.run.ts', 'server/features/user-actions/user-actions.bulk.test.ts', [
    [
      'SEC-27',
      'if (now.digest !== plan.digest) await refuseChanged(context, plan, wanted)',
      '',
      'SEC-27 a selection that changed since the plan is refused with who was added and removed',
    ],
  ]),
  ...of('server/features/users/users.facts.sql.ts', 'server/features/user-actions/user-actions.plan.test.ts', [
    [
      'R22',
      "interval '90 days'",
      "interval '900 days'",
      'R22 too few seats: the plan and the refusal say which could be had back, each counted once',
    ],
  ]),
  ...of('server/features/users/users.giveback.ts', 'server/features/user-actions/user-actions.identity.test.ts', [
    [
      'R30',
      'const { changed, missing } = await reclaimSeats(context, had, versionsAfter(rows))',
      'const { changed, missing } = { changed: 0, missing: new Map<string, string[]>(), had, versionsAfter, reclaimSeats }',
      'R23 R28 R30 any action on any selection, undone, leaves everything as it was; undone twice, as after it',
    ],
  ]),
  ...of('server/features/users/users.bulk.ts', 'server/features/user-actions/user-actions.undo.test.ts', [
    [
      'R11',
      'const isSame = left.get(row.id) === row.version',
      'const isSame = left.has(row.id)',
      'R11 who is changed between the plan and the run is not overwritten either',
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
  ...of('server/platform/idempotency.ts', 'test/sweeps/idempotency.test.ts', [
    [
      'REL-6',
      'const before = running.get(key) ?? Promise.resolve()',
      'const before = Promise.resolve()',
      'REL-6 %s: one key fifty times at once has the effect of one, and one answer',
    ],
    [
      'SEC-30',
      'body = ${sealed(secret, stored.body)}',
      'body = ${stored.body}',
      'SEC-30 what an answer shows once is not readable where answers are kept',
    ],
  ]),
  ...of('server/platform/spreadsheet.ts', 'server/features/users/users.export.test.ts', [
    [
      'SEC-34',
      'literal(neutralCell(text))',
      'literal(text)',
      'SEC-34 no cell is a formula, and a download is a file that is not kept',
    ],
  ]),
  ...of('domain/import-rules.ts', 'server/features/imports/imports.test.ts', [
    ['R31', "if (!role) return { code: 'role_unknown' }", 'if (!role) return { role: null }', 'R31 %s'],
  ]),
  ...of('server/features/imports/imports.rows.sql.ts', 'server/features/imports/imports.test.ts', [
    [
      'R31',
      'over (partition by r.email_key) > 1 as twice',
      'over (partition by r.email_key) > 9 as twice',
      'R31 an email twice in the file marks all rows concerned, and a correction frees the others',
    ],
  ]),
  ...of('server/features/imports/imports.commit.ts', 'server/features/imports/imports.test.ts', [
    [
      'R32',
      'await rows.deleteRows(tx, importId)',
      '',
      'R32 a file becomes a preview and no user, and Cancel leaves no row of it',
    ],
  ]),
  ...of('server/features/imports/imports.commit.ts', 'server/features/imports/imports.commit.test.ts', [
    [
      'R33',
      'if (found?.job_id) return { changed: 0, result: await readImport(context, importId) }',
      '',
      'R33 rows with errors are kept with their reason, the others become users, once',
    ],
    [
      'R34',
      'welcome: job.params.sendWelcomeEmails === true',
      'welcome: true',
      'R34 each new user gets one welcome email, unless that is unticked',
    ],
  ]),
  ...of('server/features/users/users.importing.ts', 'server/features/imports/imports.commit.test.ts', [
    [
      'R35',
      'values[field] !== null && values[field] !== now[field] &&',
      'values[field] !== now[field] &&',
      'R35 an existing email is an error until it is to be updated; then the differences are told and written',
    ],
    [
      'R35',
      ' && !owners.has(field as OwnableField)',
      '',
      'R35 R8 a field that a source owns is left alone, and said to be skipped',
    ],
    [
      'R37',
      "const taken = wanted.filter((user) => !made.has(user.id)).map(({ id }) => ({ id, reason: 'email_taken' }))",
      'const taken: Skipped[] = []',
      'R37 an email taken between preview and Upload fails that row with its reason, and the others go',
    ],
  ]),
]
