import { seededRandom } from '../server/demo/names.ts'

/** Real-looking people in several scripts, the same for the same seed and number. */

const scripts = [
  {
    share: 0.72,
    first:
      'Anna Ben Carla David Élodie Farid Grace Hanna Igor Jasmin Karl Léa Mateo Nadia Oliver Priya Quentin Rosa Sven Tereza Ulrike Viktor Xenia Yusuf Zoë José Małgorzata Søren Łukasz Ingrid Chloé Aoife Fatima Ivana Joana Kwame Liam Nils Olga Paolo Ravi Sofía Tomás Ursula Valeria Amélie Björn Emre Giulia Noah Emma Mia Lucas Leon Finn Elias Clara Ida Marie Jan Peter Thomas Michael Andreas Stefan Claudia Monika Sabine Petra Martin Maria John James Robert Mary Patricia Jennifer Linda Barbara William Richard'.split(
        ' ',
      ),
    last: 'Adler Baker Castillo Dubois Eriksson Fischer García Hoffmann Ivanova Jensen Kowalski Lindqvist Müller Nakamura O’Neil Papadopoulos Quinn Rossi Schäfer Tanaka Ünal Vasquez Weber Xu Yılmaz Zimmermann Andersson Bianchi Cohen DeVries Edwards Ferrari Gruber Haddad Ito Jovanović Khan Lefèvre Moreau Nowak Okafor Petrov Ramírez Santos Takahashi Varga Wójcik Yamamoto Žukauskas Brandt Smith Johnson Williams Brown Jones Miller Davis Wilson Anderson Taylor Thomas Moore Martin Lee Schmidt Schneider Meyer Wagner Becker Schulz Koch Bauer Richter Klein Wolf Neumann Schwarz Braun Krüger Hartmann Lange Werner Krause Lehmann Maier'.split(
      ' ',
    ),
  },
  {
    share: 0.1,
    first: 'Иван Анна Дмитрий Ольга Сергей Елена Николай Мария Павел Татьяна'.split(' '),
    last: 'Иванов Петрова Смирнов Кузнецова Попов Соколова Лебедев Козлова Новиков Морозова'.split(' '),
  },
  {
    share: 0.06,
    first: 'Γιώργος Μαρία Νίκος Ελένη Κώστας Σοφία'.split(' '),
    last: 'Παπαδόπουλος Γεωργίου Οικονόμου Νικολάου Βασιλείου'.split(' '),
  },
  { share: 0.05, first: 'محمد فاطمة علي مريم يوسف ليلى'.split(' '), last: 'حداد خوري منصور سليمان الأحمد'.split(' ') },
  {
    share: 0.07,
    first: '伟 芳 娜 敏 静 大輔 美咲 翔太 지훈 서연'.split(' '),
    last: '王 李 张 刘 陈 田中 佐藤 鈴木 김 이'.split(' '),
  },
]

function scriptAt(draw: number): (typeof scripts)[number] {
  let upTo = 0
  for (const script of scripts) {
    upTo += script.share
    if (draw < upTo) return script
  }
  return scripts[0]!
}

const syllables =
  'ba ber bo da den do el fa fen ga gri ha hol ka kel la len lo ma mer mo na nor pa pen ra ren ro sa sen so ta ten to va ven wa wen za zel'.split(
    ' ',
  )

export type Made = {
  firstName: string
  lastName: string
  name: string | null
  email: string
  mobile: string | null
  extension: string | null
}

/** @param domain of the addresses; each address is used once in an account */
export function makePeople(count: number, domain: string, seed: number): Made[] {
  const random = seededRandom(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  return Array.from({ length: count }, (_, index) => {
    const script = scriptAt(random())
    const firstName = pick(script.first)
    // A long tail of rare names, so that searches are of every selectivity.
    const invented = script === scripts[0] && random() < 0.35
    const lastName = invented ? capital(pick(syllables) + pick(syllables) + pick(syllables)) : pick(script.last)
    const latin = script === scripts[0] ? ascii(`${firstName}.${lastName}`) : `u${(seed * 7919 + index).toString(36)}`
    return {
      firstName,
      lastName,
      name: random() < 0.08 ? `${pick(['Reception', 'Warehouse', 'Dispatch', 'Lobby', 'Lab'])} ${index}` : null,
      email: `${latin}${index}@${domain}`,
      mobile:
        random() < 0.5
          ? `+49 15${Math.floor(random() * 10)} ${String(Math.floor(random() * 1e8)).padStart(8, '0')}`
          : null,
      extension: random() < 0.6 ? String(1000 + Math.floor(random() * 90_000)) : null,
    }
  })
}

const capital = (text: string) => text[0]!.toUpperCase() + text.slice(1)
const ascii = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/['’ ]/g, '')
    .toLowerCase() || 'x'
