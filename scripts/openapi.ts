import { writeFileSync } from 'node:fs'
import { routes } from '../domain/api/api.ts'
import { openApi } from '../server/platform/openapi.ts'

/** `npm run openapi`: writes docs/openapi.json from the route table; test/openapi.test.ts holds it fresh. */
writeFileSync('docs/openapi.json', `${JSON.stringify(openApi(routes, '/'), null, 1)}\n`)
