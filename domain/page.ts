import { z } from 'zod'

/** The one page shape. total counts all matches; totalIsExact is false above 10,000 matches of a search. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable(),
    prevCursor: z.string().nullable().optional(),
    total: z.number().int(),
    totalIsExact: z.boolean().optional(),
  })

export type Page<T> = {
  items: T[]
  nextCursor: string | null
  prevCursor?: string | null
  total: number
  totalIsExact?: boolean
}

export const maxPageSize = 200

/** Query parameters that every list takes. */
export const pageQuery = {
  cursor: z.string().max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(maxPageSize).default(50),
}

export const uuid = z.uuid()
export const instant = z.iso.datetime({ offset: true })

/** A list of closed values: `a,b,c` in a query, that or an array in JSON. */
export const csvOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z
    .union([z.string().max(2000), z.array(z.string().max(100)).max(100)])
    .transform((given) => [...new Set(typeof given === 'string' ? given.split(',').filter(Boolean) : given)])
    .pipe(z.array(z.enum(values)))
