import { type Mutation, of } from './mutation.ts'

/** Rules of the platform and of the SCIM core, broken one at a time. */
export const platform: Mutation[] = [
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
  ...of('server/platform/validation.ts', 'test/sweeps/routes.test.ts', [
    ['SEC-25', 'if (field === null) return parsed.data', 'return parsed.data', '%s with a NUL in a parameter is 400'],
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
    [
      'REL-7',
      'if (time === tries || !isPassing(error)) throw error',
      'throw error',
      'REL-7 both are done, one of them at a second try, and each is recorded once',
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
  ...of('server/platform/db.ts', 'test/scim/lists.test.ts', [
    [
      'SEC-32',
      'if (!prepared || statement.oneOff)',
      'if (!prepared)',
      'SEC-32 filters of any number of shapes leave the names of prepared statements to the program',
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
  ...of('server/platform/csrf.ts', 'server/platform/csrf.test.ts', [
    ['SEC-19', 'origin.protocol !== own.protocol || ', '', 'SEC-19 a write from %s is refused'],
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
  ...of('server/platform/bulk.ts', 'server/features/user-actions/user-actions.bulk.test.ts', [
    [
      'REL-14',
      'result = await work.putAside(error, size)',
      'throw error',
      'REL-14 a user for whom it always fails is shown, and the rest of the job completes',
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
]
