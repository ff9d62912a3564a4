/**
 * How the server’s V8 is started. Left alone it lets garbage pile up to half a GB on a machine with much memory; so it
 * stays near 180 MB under lists, for some CPU (docs/decisions/0014-cost-of-a-request.md). An import’s .xlsx is read in a process of its own.
 */
export const nodeFlags = ['--max-semi-space-size=8', '--max-old-space-size=384']
