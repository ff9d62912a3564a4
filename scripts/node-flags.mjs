/**
 * How the server’s V8 is started. Left alone it lets garbage pile up to half a GB on a machine with much memory; so it
 * stays below 200 MB, for about 15 % of the CPU of a list (docs/decisions/0014-cost-of-a-request.md). An import’s .xlsx is read in a process of its own.
 */
export const nodeFlags = ['--max-semi-space-size=8', '--max-old-space-size=384']
