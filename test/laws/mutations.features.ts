import { type Mutation, of } from './mutation.ts'

/** Rules of the other features, broken one at a time. */
export const features: Mutation[] = [
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
      'await rows.updateVoided(tx, open, [purpose])',
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
      'return isServed ? undefined : answerUnserved(house, request, reply)',
      'return undefined',
      'SEC-29 SCIM-T2 without a token everything is 401',
    ],
  ]),
  ...of('server/features/provisioning/provisioning.scim.ts', 'test/scim/lists.test.ts', [
    [
      'SEC-30',
      'if (!sameSource(guess, source)) throw wrongGuess',
      '',
      'SEC-30 what a request does before its token is looked at is undone when the token is dead or its source changed',
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
      'if (come?.unknown) throw isNobody(come.unknown)',
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
  ...of('server/features/licences/licences.sql.ts', 'server/features/licences/licences.race.test.ts', [
    [
      'REL-3',
      'update seats c set reserved = c.reserved + ${wanted}\n    where c.account_id = ${tx.accountId} and c.product_id = ${product}\n      and c.assigned + c.reserved + ${wanted}',
      'update seats c set reserved = c.reserved + ${wanted}\n    where c.account_id = ${tx.accountId} and c.product_id = ${product}\n      and c.assigned + ${wanted}',
      'REL-3 R22 seats that a job holds are nobody else’s: of 5 jobs of 4 users on 10 free seats 2 begin',
    ],
    [
      'REL-3',
      'update seats c set reserved = c.reserved + ${wanted}\n    where c.account_id = ${tx.accountId} and c.product_id = ${product}\n      and c.assigned + c.reserved + ${wanted}',
      'update seats c set reserved = c.reserved + ${wanted}\n    where c.account_id = ${tx.accountId} and c.product_id = ${product}\n      and c.reserved + ${wanted}',
      'REL-3 R22 seats that a job holds are nobody else’s: of 5 jobs of 4 users on 10 free seats 2 begin',
    ],
  ]),
]
