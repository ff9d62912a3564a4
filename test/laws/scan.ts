import type { File } from './tree.ts'

/**
 * A law about the text of single files. `find` answers what is wrong in one file that it `covers`; `planted` are files
 * in which it must find something, `innocent` are close calls in which it must find nothing.
 */
export interface Scan {
  law: string
  covers: (path: string) => boolean
  find: (file: File) => string[]
  planted: File[]
  innocent: File[]
}

/** What a scan finds in the files that it covers, as sentences that name the file. */
export const run = (scan: Scan, files: File[]): string[] =>
  files
    .filter(({ path }) => scan.covers(path))
    .flatMap((file) => scan.find(file).map((fault) => `${file.path}: ${fault}`))

export const isCode = (path: string): boolean => /\.(ts|tsx|mjs|cjs|js)$/.test(path)

export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || path.startsWith('test/')

/** Product code in one of `rooms`, tests left out. */
export const productOf =
  (...rooms: string[]) =>
  (path: string): boolean =>
    isCode(path) && !isTest(path) && rooms.some((room) => path.startsWith(`${room}/`))
