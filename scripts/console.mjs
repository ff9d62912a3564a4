#!/usr/bin/env node
// `npx console import users.xlsx --account 123456789`: the command line, on whatever Node.js the machine has.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { checkRunningNode, projectNode, root } from './runtime.mjs'

checkRunningNode()
const program = join(root, 'scripts', 'console', 'main.ts')
// Ctrl-C reaches both; the program says the last word.
process.on('SIGINT', () => {})
const { status } = spawnSync(projectNode(), [program, ...process.argv.slice(2)], { stdio: 'inherit' })
process.exit(status ?? 2)
