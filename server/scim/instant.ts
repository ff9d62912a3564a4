const form = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?$/

/**
 * An xsd:dateTime (RFC 7643 §2.3.5) as milliseconds since 1970, finer digits cut off; undefined if it is none.
 * Without a zone it is read as UTC; `zoned` refuses that (SCIM-C18: data carries its zone).
 */
export function parseInstant(text: string, zoned = false): number | undefined {
  const parts = form.exec(text)
  if (!parts || (zoned && parts[8] === undefined)) return undefined
  // Date.parse lets some impossible days through, and PostgreSQL knows no year 0.
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number)
  if (year < 1 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59) return undefined
  return Date.parse(instantText(text))
}

/** The same instant for PostgreSQL: three digits of a second, and a zone. In: what `parseInstant` could read. */
export function instantText(text: string): string {
  return text.replace(form, (_whole, ...[year, month, day, hour, minute, second, fraction = '', zone = 'Z']) => {
    return `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}${zone}`
  })
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
}
