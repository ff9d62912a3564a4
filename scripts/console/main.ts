import { parseArgs } from 'node:util'
import { CommandError } from './client.ts'
import { exportFile } from './export.ts'
import { importFile } from './import.ts'
import { signIn } from './sign-in.ts'
import { ask } from './terminal.ts'

const usage = `Accounts Console on the command line

  console import FILE --account NUMBER [options]   users of a spreadsheet (.xlsx, .csv) into an account
  console export --account NUMBER --out FILE       users of an account into a spreadsheet (.xlsx, .csv)

  --account NUMBER     the Account ID
  --url URL            the console’s address          (http://127.0.0.1:3000)
  --email ADDRESS      who signs in                   (CONSOLE_EMAIL, or asked)
                       with the password in           CONSOLE_PASSWORD, or asked

  import:
  --dry-run            only say what would happen
  --update-existing    users who exist are updated; without it they are errors
  --no-welcome         no welcome emails
  --failed FILE        save rows that were not imported, each with its reason (.xlsx)

  export:
  --search WORDS       only users who match

Ends with 0 when all went in, 1 when rows have errors (the others went in, unless tried only), 2 when nothing could be done.`

/** @returns the exit code */
async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      account: { type: 'string' },
      url: { type: 'string', default: 'http://127.0.0.1:3000' },
      email: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      'update-existing': { type: 'boolean', default: false },
      'no-welcome': { type: 'boolean', default: false },
      failed: { type: 'string' },
      out: { type: 'string' },
      search: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const [action, file, ...more] = positionals
  if (values.help) {
    process.stdout.write(`${usage}\n`)
    return 0
  }
  const isImport = action === 'import' && file !== undefined && more.length === 0
  const isExport = action === 'export' && file === undefined && values.out !== undefined
  if (!(isImport || isExport) || !values.account || !URL.canParse(values.url)) throw new CommandError(usage)
  const email = values.email ?? process.env.CONSOLE_EMAIL ?? (await ask('Email: '))
  const password = process.env.CONSOLE_PASSWORD ?? (await ask('Password: ', true))
  const session = await signIn({ url: values.url, account: values.account, email, password })
  try {
    if (isExport) {
      await exportFile(session, values.out!, values.search)
      return 0
    }
    const options = {
      file: file!,
      updateExisting: values['update-existing'],
      welcome: !values['no-welcome'],
      dryRun: values['dry-run'],
      failed: values.failed ?? null,
    }
    return (await importFile(session, options)) ? 0 : 1
  } finally {
    await session.signOut().catch(() => undefined)
  }
}

try {
  process.exitCode = await run()
} catch (error) {
  const isOurs = error instanceof CommandError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')
  process.stderr.write(`${isOurs ? (error as Error).message : (error as Error).stack}\n`)
  process.exitCode = 2
}
