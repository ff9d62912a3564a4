import { readImportFile } from '../../server/features/imports/imports.ts'
import { sql } from '../../server/platform/sql.ts'
import type { Answer, Person, World } from './house.ts'
import { bulk } from './jobs.ts'
import { read } from './sign-in.ts'

/** What a browser sends for a file. */
export function multipart(name: string, bytes: Buffer | string): { payload: Buffer; headers: Record<string, string> } {
  const boundary = '----test-boundary'
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`
  return {
    payload: Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(`\r\n--${boundary}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  }
}

/** The doors of imports as an admin drives them, and a worker that is asked to work. */
export function importing(t: World, accountId = t.accountId, person: Person = t.admin) {
  const base = `/api/accounts/${accountId}/imports`
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}, as = person) =>
    t.call(as, method, `${base}${path}`, body, headers)
  const work = bulk(t, accountId, person).work
  const ok = (answer: Answer, status: number) => {
    if (answer.status !== status) throw new Error(`${answer.status} ${answer.text}`)
    return answer.body
  }
  return {
    base,
    call,
    get: async (id: string) => ok(await call('GET', `/${id}`), 200),
    rows: async (id: string, query = '') =>
      ok(await call('GET', `/${id}/rows?limit=200${query && `&${query}`}`), 200).items,
    /** An import of rows as JSON, in its preview. */
    json: async (rows: object[], more: object = {}) => ok(await call('POST', '/rows', { rows, ...more }), 201),
    async send(
      name: string,
      bytes: Buffer | string,
      headers: Record<string, string> = {},
      as = person,
    ): Promise<Answer> {
      const file = multipart(name, bytes)
      return t.call(as, 'POST', base, file.payload, { ...file.headers, ...headers })
    },
    /** A worker reads what was uploaded. */
    read: (id: string) => readImportFile(t.house, { accountId, importId: id }),
    async upload(name: string, bytes: Buffer | string): Promise<Answer['body']> {
      const { id } = ok(await this.send(name, bytes), 201)
      await this.read(id)
      return this.get(id)
    },
    patch: (id: string, row: number, body: object, ifMatch = '*') =>
      call('PATCH', `/${id}/rows/${row}`, body, { 'if-match': ifMatch }),
    remove: (id: string, row: number, ifMatch = '*') =>
      call('DELETE', `/${id}/rows/${row}`, undefined, { 'if-match': ifMatch }),
    mend: async (id: string, body: object) => ok(await call('POST', `/${id}/rows/mend`, body), 200),
    start: async (id: string, body: object = {}) => ok(await call('POST', `/${id}/commit`, body), 202),
    /** Uploads and lets a worker finish. Gives the job. */
    async commit(id: string, body: object = {}): Promise<Answer['body']> {
      const { jobId } = await this.start(id, body)
      return work(jobId)
    },
    work,
    async undo(jobId: string): Promise<Answer['body']> {
      const jobs = `/api/accounts/${accountId}/jobs/${jobId}`
      const plan = ok(await t.call(person, 'POST', `${jobs}/undo/plan`), 200)
      const undone = await t.call(person, 'POST', `${jobs}/undo`, {
        planId: plan.id,
        planDigest: plan.digest,
        confirm: 'delete',
      })
      return { plan, job: await work(ok(undone, 202).id) }
    },
    /** Users of the account who came by import, by email. */
    users: () =>
      read<{
        id: string
        email: string
        name: string | null
        first_name: string | null
        last_name: string | null
        role: string
      }>(
        t,
        accountId,
        sql`select id, email, name, first_name, last_name, role, mobile, extension from users
            where account_id = ${accountId} and origin = 'import' and deleted_at is null order by email_key`,
      ),
  }
}

let serial = 0
/** A row that is right, of somebody new. */
export const row = (more: object = {}) => {
  const n = ++serial
  return { firstName: 'Ann', lastName: `Import ${n}`, email: `import${n}@test.example`, ...more }
}
