import { z } from 'zod'
import type { RouteSpec } from '../../domain/api/route.ts'
import { problems } from '../../domain/problems.ts'

/** The reference page of the API: plain HTML from the route table, no script, so that the strict policy holds (SEC-20). */
export function referencePage(routes: Record<string, RouteSpec>): string {
  const tags = [...new Set(Object.values(routes).map((route) => route.tag))]
  const ofTag = (tag: string) => Object.entries(routes).filter(([, route]) => route.tag === tag)
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Accounts Console API</title><style>${style}</style></head><body><main>
<h1>Accounts Console API</h1>
<p>JSON in camelCase; refusals are <code>application/problem+json</code> with a stable <code>code</code>.
Machine-readable: <a href="/api/openapi.json">openapi.json</a>.</p>
<nav aria-label="Operations">${tags
    .map(
      (tag) =>
        `<section><h2>${text(tag)}</h2><ul>${ofTag(tag)
          .map(([name]) => `<li><a href="#${name}">${name}</a></li>`)
          .join('')}</ul></section>`,
    )
    .join('')}</nav>
${tags
  .map(
    (tag) =>
      `<h2>${text(tag)}</h2>${ofTag(tag)
        .map(([name, route]) => operation(name, route))
        .join('')}`,
  )
  .join('')}
<h2>Problem codes</h2><table><thead><tr><th>code</th><th>status</th><th>title</th><th>help</th></tr></thead><tbody>
${Object.entries(problems)
  .map(
    ([code, { status, title, help }]) =>
      `<tr><td><code>${code}</code></td><td>${status}</td><td>${text(title)}</td><td>${text(help)}</td></tr>`,
  )
  .join('')}
</tbody></table></main></body></html>`
}

function operation(name: string, route: RouteSpec): string {
  const answers = Object.entries(route.answers).map(([status, schema]) => block(`Answer ${status}`, schema, 'output'))
  return `<article id="${name}"><h3><span class="method">${route.method}</span> <code>${text(route.path.replace(/:(\w+)/g, '{$1}'))}</code></h3>
<p>${text(route.summary)}${route.auth === 'public' ? ' · no session needed' : ''}${route.ifMatch ? ' · If-Match required' : ''}</p>
${block('Query', route.query, 'input')}${block('Body', route.body, 'input')}${answers.join('')}</article>`
}

function block(title: string, schema: z.ZodType | null | undefined, io: 'input' | 'output'): string {
  if (schema === undefined) return ''
  if (schema === null) return `<p>${text(title)}: no body</p>`
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<string, unknown>
  return `<details><summary>${text(title)}</summary><pre tabindex="0">${text(JSON.stringify(rest, null, 2))}</pre></details>`
}

const text = (value: string) =>
  value.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!)

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0}main{max-width:60rem;margin:0 auto;padding:2rem 1rem}
h1{font-size:1.6rem}h2{margin-top:2.5rem}nav{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:1rem}nav h2{font-size:1rem;margin:0}
nav ul{list-style:none;padding:0;margin:0}article{border-top:1px solid #8885;padding:.5rem 0}h3{font-size:1rem;overflow-wrap:anywhere}
.method{font-weight:700;display:inline-block;min-width:4.5rem}pre{overflow:auto;max-height:24rem;background:#8881;padding:1rem}
table{border-collapse:collapse;display:block;overflow-x:auto}td,th{text-align:left;padding:.25rem .75rem .25rem 0;vertical-align:top;border-bottom:1px solid #8883}summary{cursor:pointer}`
