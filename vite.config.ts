import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import type { RouteSpec } from './domain/api/route.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const outDir = at('dist/console')

/** Writes .br and .gz beside each text asset, so that the server sends them without compressing anything itself. */
const precompress = (): Plugin => ({
  name: 'precompress',
  apply: 'build',
  closeBundle() {
    for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(js|css|html|svg|json)$/.test(entry.name)) continue
      const file = join(entry.parentPath, entry.name)
      const content = readFileSync(file)
      const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
      writeFileSync(`${file}.br`, brotliCompressSync(content, { params }))
      writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
    }
  },
})

const routeTable = at('domain/api/api.ts')

/**
 * The browser needs the method and the path of each route, and the types; the schemas stay with the server. Read from
 * the table itself at build time, so that nothing can go stale.
 */
const lightRoutes = (): Plugin => ({
  name: 'light-routes',
  apply: 'build',
  async load(id) {
    if (id !== routeTable) return null
    const { routes } = (await import(pathToFileURL(id).href)) as { routes: Record<string, RouteSpec> }
    const light = Object.entries(routes).map(([name, { method, path }]) => [name, { method, path }])
    return `export const routes = ${JSON.stringify(Object.fromEntries(light))}`
  },
})

export default defineConfig({
  root: at('console'),
  plugins: [react(), lightRoutes(), precompress()],
  css: { postcss: at('.') },
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        chunkFileNames: ({ name }) =>
          name.startsWith('shared') ? 'assets/shared-[hash].js' : 'assets/[name]-[hash].js',
        // What every page needs is one file; what the same pages share is another: no page loads what it does not use.
        codeSplitting: {
          groups: [
            { name: 'console', tags: ['$initial'] },
            { name: 'shared', entriesAware: true, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: { proxy: { '^/api/': 'http://127.0.0.1:3000' } },
})
