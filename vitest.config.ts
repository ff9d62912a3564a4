import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{domain,server,console,test}/**/*.test.{ts,tsx}'],
    exclude: ['test/e2e/**', 'test/faults/**', 'test/long/**', 'node_modules/**'],
    globalSetup: ['test/harness/global-setup.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
