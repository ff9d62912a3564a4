/**
 * How the server’s V8 is started. Left alone it lets garbage pile up to half a GB on a machine with much memory; so it
 * stays at about 200 MB, for about 8 % of the CPU of a list. An import’s .xlsx is read in a process of its own.
 */
export const nodeFlags = ['--max-semi-space-size=16', '--max-old-space-size=384']
