import { IntlMessageFormat } from 'intl-messageformat'

export type Values = Record<string, string | number | Date>
/** Says a message of the catalogue in one language. @throws when a value that the message names is missing */
export type Say<Key extends string> = (key: Key, values?: Values) => string

/**
 * Catalogues of ICU messages by language, typed by the keys of the first; a language that is not there speaks English.
 * Values are put in as they are: whoever makes HTML of the sentence escapes it.
 */
export function defineMessages<Key extends string>(
  catalogues: { en: Record<Key, string> } & Record<string, Record<Key, string>>,
) {
  const parsed = new Map<string, IntlMessageFormat>()
  return (language: string): Say<Key> =>
    (key, values) => {
      const spoken = Object.hasOwn(catalogues, language) ? language : 'en'
      const id = `${spoken} ${key}`
      let message = parsed.get(id)
      if (!message) {
        message = new IntlMessageFormat(catalogues[spoken]![key], spoken, undefined, { ignoreTag: true })
        parsed.set(id, message)
      }
      return String(message.format(values))
    }
}
