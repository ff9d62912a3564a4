import { type Mutation, of } from './mutation.ts'

/** Rules of the users feature, broken one at a time. */
export const users: Mutation[] = [
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
      'leaving.length > 0 ?',
      'leaving.length > 1 ?',
      'R30 a console user leaves the list, frees the email, and is kept',
    ],
  ]),
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
  ...of('server/features/users/users.licences.ts', 'server/features/licences/licences.test.ts', [
    [
      'R11',
      'if (ids.length > 0) await updateLicensed(context.tx, ids)',
      '',
      'R11 a licence is part of the version, not of the modification',
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
      'const { changed, missing } = await giveProductsBack(context, rows, had)',
      'const { changed, missing } = { changed: 0, missing: new Map<string, string[]>(), had, giveProductsBack }',
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
