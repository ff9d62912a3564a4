// stages.mjs is plain JavaScript, since it runs before anything is installed; this is what its test needs to know.

type Counts = { passed: number; failed: number }

export function countReport(path: string): Counts
export function atLeastOneFailure(code: number | null, counts: Counts): Counts
