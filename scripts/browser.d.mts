/** The path of a Chromium that starts; undefined: none, and what helps is printed. */
export function findBrowser(): Promise<string | undefined>
