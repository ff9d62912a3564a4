import { fold } from '../../domain/fold.ts'
import type { UserValues } from '../../domain/users.ts'

/** Made-up people with real-looking names, the same for the same seed. */

const first = [
  'Anna',
  'Ben',
  'Carla',
  'David',
  'Élodie',
  'Farid',
  'Grace',
  'Hanna',
  'Igor',
  'Jasmin',
  'Karl',
  'Léa',
  'Mateo',
  'Nadia',
  'Oliver',
  'Priya',
  'Quentin',
  'Rosa',
  'Sven',
  'Tereza',
  'Ulrike',
  'Viktor',
  'Wei',
  'Xenia',
  'Yusuf',
  'Zoë',
  'José',
  'Małgorzata',
  'Søren',
  'Łukasz',
  'Ingrid',
  'Chloé',
  'Nikolaos',
  'Aoife',
  'Dmitri',
  'Fatima',
  'Hiroshi',
  'Ivana',
  'Joana',
  'Kwame',
  'Liam',
  'Mei',
  'Nils',
  'Olga',
  'Paolo',
  'Ravi',
  'Sofía',
  'Tomás',
  'Ursula',
  'Valeria',
  'Amélie',
  'Björn',
  'Emre',
  'Giulia',
  'Katarzyna',
  'Noah',
]
const last = [
  'Adler',
  'Baker',
  'Castillo',
  'Dubois',
  'Eriksson',
  'Fischer',
  'García',
  'Hoffmann',
  'Ivanova',
  'Jensen',
  'Kowalski',
  'Lindqvist',
  'Müller',
  'Nakamura',
  'O’Neil',
  'Papadopoulos',
  'Quinn',
  'Rossi',
  'Schäfer',
  'Tanaka',
  'Ünal',
  'Vasquez',
  'Weber',
  'Xu',
  'Yılmaz',
  'Zimmermann',
  'Andersson',
  'Bianchi',
  'Cohen',
  'De Vries',
  'Edwards',
  'Ferrari',
  'Gruber',
  'Haddad',
  'Ito',
  'Jovanović',
  'Khan',
  'Lefèvre',
  'Moreau',
  'Nowak',
  'Okafor',
  'Petrov',
  'Ramírez',
  'Santos',
  'Takahashi',
  'Varga',
  'Wójcik',
  'Yamamoto',
  'Žukauskas',
  'Brandt',
]

/** A small seeded generator (mulberry32): enough for demo data. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const letters = (text: string) => fold(text).replace(/[^a-z]+/g, '')

/** @param domain of the email addresses, each of them used once */
export function madeUpUsers(count: number, domain: string, seed: number): UserValues[] {
  const random = seededRandom(seed)
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)]!
  const used = new Map<string, number>()
  return Array.from({ length: count }, (_, index) => {
    const firstName = pick(first)
    const lastName = pick(last)
    const base = `${letters(firstName)}.${letters(lastName)}`
    const times = (used.get(base) ?? 0) + 1
    used.set(base, times)
    return {
      name:
        random() < 0.15
          ? `${firstName} ${lastName} (${pick(['Reception', 'Dispatch', 'Warehouse', 'Sales', 'Support'])})`
          : null,
      firstName,
      lastName,
      email: `${base}${times > 1 ? times : ''}@${domain}`,
      mobile: random() < 0.6 ? `+49 151 ${String(Math.floor(random() * 1e7)).padStart(7, '0')}` : null,
      extension: random() < 0.7 ? String(1000 + index) : null,
    }
  })
}
