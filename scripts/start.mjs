// npm start: installs and builds what is missing, then becomes the server. Runs on plain Node.js ≥ 20.
import { spawn, spawnSync } from 'node:child_process'
import { constants } from 'node:os'
import { buildConsole } from './build-console.mjs'
import { install } from './install.mjs'
import { nodeFlags } from './node-flags.mjs'
import { checkRunningNode, fail, projectEnv, projectNode, root } from './runtime.mjs'

checkRunningNode()
install()
if (!buildConsole()) process.exit(1)

// Where the kernel can, the server ends when this script is killed: nothing is left that nobody sees.
const canFollow = spawnSync('setpriv', ['--pdeathsig', 'TERM', '--', 'true']).status === 0
const prefix = canFollow ? ['setpriv', '--pdeathsig', 'TERM', '--'] : []
const serve = [...nodeFlags, 'server/main.ts', 'serve', ...process.argv.slice(2)]
const [command, ...words] = [...prefix, projectNode(), ...serve]
// A process group of its own: npm, the shell and the terminal each pass on one Ctrl-C, and the server shall see one.
const server = spawn(command, words, {
  cwd: root,
  env: projectEnv({ NODE_ENV: 'production' }),
  stdio: 'inherit',
  detached: true,
})

let lastSignal = 0
function passOn(signal) {
  const now = performance.now()
  if (now - lastSignal > 500) server.kill(signal)
  lastSignal = now
}
process.on('SIGINT', () => passOn('SIGINT'))
process.on('SIGTERM', () => passOn('SIGTERM'))
process.on('SIGHUP', () => passOn('SIGTERM'))

// npm passes a SIGTERM to the shell between it and this script, and the shell dies without a word.
const parent = process.ppid
if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && passOn('SIGTERM'), 250).unref()

server.on('error', (error) => fail(`The server could not be started: ${error.message}`))
server.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
