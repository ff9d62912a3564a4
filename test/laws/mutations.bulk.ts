import { type Mutation, of } from './mutation.ts'

/** Rules of jobs, of actions on many users and of imports, broken one at a time. */
export const bulk: Mutation[] = [
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
  ...of('server/features/jobs/jobs.plans.sql.ts', 'server/features/jobs/jobs.plans.test.ts', [
    [
      'REL-1',
      'next: { at: at + ids.length,',
      'next: { at: at + size,',
      'REL-1 each planned user comes once, in chunks of any size, from wherever the last one ended',
    ],
  ]),
  ...of('server/features/mails/mails.delivery.ts', 'server/features/mails/mails.delivery.test.ts', [
    [
      'fairness',
      'const busy = take > 0 && (await rows.selectIsBusy(tx))',
      'const busy = false',
      'wait while it is worked on, what a person asked for does not; they go when it ends',
    ],
  ]),
  ...of('server/platform/record.ts', 'server/platform/operation.test.ts', [
    [
      'SEC-37',
      'case when exists (select from accounts a where a.id = ${accountId}::uuid) then ${name} end',
      '${name}',
      'SEC-37 events of an account that is not there are refused, recorded %s',
    ],
  ]),
  ...of('server/features/licences/licences.sql.ts', 'server/features/licences/licences.test.ts', [
    [
      'R20',
      '(select p.id from products p where p.id = ${product})',
      '${product}',
      'R20 a product that is not there is no licence, by %o',
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
  ...of('server/features/user-actions/user-actions.ts', 'server/features/user-actions/user-actions.undo.test.ts', [
    [
      'REL-6',
      'const job = await undoableJob(context, jobId, lockJobRow)',
      'const job = await undoableJob(context, jobId)',
      'REL-6 of several who undo one job at once, one does',
    ],
  ]),
  ...of(
    'server/features/user-actions/user-actions.judge.ts',
    'server/features/user-actions/user-actions.plan.test.ts',
    [
      [
        'R30',
        "if (facts.emailTaken) return 'email_taken'",
        '',
        'R30 the plan of a restore, and of undoing a deletion, says whose email is in use again',
      ],
    ],
  ),
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
]
