import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/**
 * `npm run simulate:entra -- --users 50000`: a client process that does what Entra ID does against a running server: an
 * initial cycle, and incremental cycles with churn; seeded, so that a run can be repeated. Without --token it signs in as
 * the demo's admin and adds a directory. Ends with 1 when an answer is not what Entra ID needs.
 */
const { values: given } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:3000' },
    token: { type: 'string' },
    email: { type: 'string', default: 'admin@demo.example' },
    password: { type: 'string' },
    users: { type: 'string', default: '1000' },
    cycles: { type: 'string', default: '2' },
    churn: { type: 'string', default: '0.02' },
    seed: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '5' },
  },
})

const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const group = 'urn:ietf:params:scim:schemas:core:2.0:Group'
const patchOf = (...Operations: unknown[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
})

type Person = { n: number; userName: string; department: string; active: boolean; deleted: boolean; id?: string }
type Team = { name: string; members: Set<number>; sent: Set<number>; id?: string }

/** Mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

const random = randomOf(Number(given.seed))
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
const departments = ['Engineering', 'Sales', 'Support', 'Finance', 'Operations']
const firstNames = ['Ada', 'José', 'Zoë', 'Łukasz', 'Mei', 'Olu', 'Søren', 'Ines', 'Tariq', 'Yuki']
const lastNames = ['Novák', 'García', "O'Neil", 'Müller', 'Chen', 'Okafor', 'Ålund', 'Dubois', 'Khan', 'Sato']
const run = `s${given.seed}`

const person = (n: number): Person => ({
  n,
  userName: `user${n}.${run}@simulated.example`,
  department: pick(departments),
  active: true,
  deleted: false,
})

const document = (one: Person) => {
  const [givenName, familyName] = [firstNames[one.n % 10], `${lastNames[Math.floor(one.n / 10) % 10]} ${one.n}`]
  return {
    schemas: [core, enterprise],
    externalId: `${run}-${one.n}`,
    userName: one.userName,
    active: one.active,
    displayName: `${givenName} ${familyName}`,
    emails: [{ primary: true, type: 'work', value: one.userName }],
    meta: { resourceType: 'User' },
    name: { formatted: `${givenName} ${familyName}`, familyName, givenName },
    [enterprise]: { department: one.department },
  }
}

const times: number[] = []
const statuses = new Map<string, number>()
const faults: string[] = []
let token = given.token ?? ''

type Answer = { status: number; body: { id: string; totalResults: number; Resources: { id: string }[] } }

/** One request of Entra ID; 429 and 503 are waited out as it does. */
async function ask(method: string, path: string, wanted: number[], body?: unknown): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    const began = performance.now()
    const answer = await fetch(`${given.url}/scim/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/scim+json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await answer.text()
    times.push(performance.now() - began)
    const key = `${method} ${answer.status}`
    statuses.set(key, (statuses.get(key) ?? 0) + 1)
    if ((answer.status === 429 || answer.status === 503) && tries < 20) {
      const seconds = Number(answer.headers.get('retry-after') ?? 1)
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
      continue
    }
    if (!wanted.includes(answer.status)) faults.push(`${method} ${path}: ${answer.status} ${text.slice(0, 200)}`)
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) }
  }
}

/** So many requests at a time. */
async function each<T>(list: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < list.length) await work(list[next++] as T)
  }
  await Promise.all(Array.from({ length: Number(given['at-once']) }, lane))
}

/** Looks by the matching attribute, then creates or changes; the id is remembered. */
async function provision(one: Person): Promise<void> {
  const filter = encodeURIComponent(`userName eq "${one.userName}"`)
  const { body } = await ask('GET', `/Users?filter=${filter}`, [200])
  one.id = body.Resources?.[0]?.id
  if (one.id === undefined) one.id = (await ask('POST', '/Users', [201], document(one))).body.id
  else await change(one)
}

const change = (one: Person) =>
  ask(
    'PATCH',
    `/Users/${one.id}`,
    [200],
    patchOf(
      { op: 'Replace', path: `${enterprise}:department`, value: one.department },
      { op: 'Replace', path: 'active', value: one.active ? 'True' : 'False' },
    ),
  ).then(() => {})

async function provisionTeam(team: Team, people: readonly Person[]): Promise<void> {
  if (team.id === undefined) {
    const filter = encodeURIComponent(`displayName eq "${team.name}"`)
    const { body } = await ask('GET', `/Groups?excludedAttributes=members&filter=${filter}`, [200])
    team.id =
      body.Resources?.[0]?.id ??
      (await ask('POST', '/Groups', [201], { schemas: [group], displayName: team.name, externalId: team.name })).body.id
  }
  const value = (numbers: number[]) =>
    numbers.flatMap((n) => (people[n]?.id ? [{ $ref: null, value: people[n].id }] : []))
  const added = [...team.members].filter((n) => !team.sent.has(n) && !people[n]?.deleted)
  const removed = [...team.sent].filter((n) => !team.members.has(n) && !people[n]?.deleted)
  for (const [op, numbers] of [
    ['Add', added],
    ['Remove', removed],
  ] as const) {
    for (let from = 0; from < numbers.length; from += 1000) {
      const members = value(numbers.slice(from, from + 1000))
      await ask('PATCH', `/Groups/${team.id}`, [204], patchOf({ op, path: 'members', value: members }))
    }
  }
  team.sent = new Set(team.members)
}

/** What happens in a company between two cycles. */
function live(people: Person[], teams: Team[]): Person[] {
  const changed = new Set<Person>()
  const count = Math.max(1, Math.round(people.length * Number(given.churn)))
  for (let n = 0; n < count; n++) {
    const one = pick(people)
    if (one.deleted) continue
    const fate = random()
    if (fate < 0.5) one.department = pick(departments)
    else if (fate < 0.7) one.active = !one.active
    else if (fate < 0.75) one.deleted = true
    else if (fate < 0.85) people.push(person(people.length))
    else pick(teams).members.add(one.n)
    changed.add(fate >= 0.75 && fate < 0.85 ? (people.at(-1) as Person) : one)
  }
  for (const team of teams) for (const n of team.members) if (random() < 0.005) team.members.delete(n)
  return [...changed]
}

async function cycle(name: string, people: readonly Person[], teams: readonly Team[], all: readonly Person[]) {
  const began = performance.now()
  const before = times.length
  await each(people, async (one) => {
    if (one.deleted) await ask('DELETE', `/Users/${one.id}`, one.id === undefined ? [404] : [204])
    else if (one.id === undefined) await provision(one)
    else await change(one)
  })
  await each(teams, (team) => provisionTeam(team, all))
  const mine = times.slice(before).sort((a, b) => a - b)
  const at = (share: number) => Math.round(mine[Math.min(mine.length - 1, Math.floor(mine.length * share))] ?? 0)
  const seconds = (performance.now() - began) / 1000
  console.log(
    `${name}: ${people.length} users, ${mine.length} requests in ${seconds.toFixed(1)} s (${Math.round(mine.length / seconds)}/s), ` +
      `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`,
  )
}

/** As the demo's admin: adds a directory and makes its token. */
async function makeToken(): Promise<string> {
  const file = join(process.env.DATA_DIR ?? '.data', 'demo-password')
  const password =
    given.password ?? process.env.DEMO_PASSWORD ?? (existsSync(file) ? readFileSync(file, 'utf8').trim() : '')
  const signedIn = await call('POST', '/api/session', '', { email: given.email, password })
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const session = (await signedIn.json()) as { account: { id: string } }
  const sources = `/api/accounts/${session.account.id}/sources`
  const name = `Simulated Entra ID ${run}`
  const source = (await (await call('POST', sources, cookie, { kind: 'scim', name })).json()) as { id: string }
  return ((await (await call('POST', `${sources}/${source.id}/tokens`, cookie)).json()) as { token: string }).token
}

async function call(method: string, path: string, cookie: string, body?: unknown): Promise<Response> {
  const answer = await fetch(given.url + path, {
    method,
    headers: { cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer
}

token ||= await makeToken()
const people = Array.from({ length: Number(given.users) }, (_, n) => person(n))
const teams: Team[] = Array.from({ length: Math.max(1, Math.round(people.length / 200)) }, (_, n) => ({
  name: `Team ${n} ${run}`,
  members: new Set(Array.from({ length: Math.min(people.length, 100) }, () => Math.floor(random() * people.length))),
  sent: new Set(),
}))

await ask('GET', `/Users?filter=${encodeURIComponent('userName eq "00000000-probe"')}`, [200])
await cycle('initial cycle', people, teams, people)
for (let n = 1; n <= Number(given.cycles); n++)
  await cycle(`incremental cycle ${n}`, live(people, teams), teams, people)

const { body } = await ask('GET', '/Users?count=0', [200])
const expected = people.filter(({ deleted }) => !deleted).length
console.log(`${body.totalResults} users in sight of the directory, ${expected} expected at least`)
if (body.totalResults < expected) faults.push('users are missing')
console.log([...statuses].map(([key, count]) => `${key}: ${count}`).join(', '))
for (const fault of faults.slice(0, 10)) console.error(fault)
console.log(faults.length === 0 ? 'all answers as Entra ID needs them' : `${faults.length} answers were wrong`)
process.exitCode = faults.length === 0 ? 0 : 1
