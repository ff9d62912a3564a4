const browsers: [name: string, pattern: RegExp][] = [
  ['Edge', /Edg(?:e|A|iOS)?\//],
  ['Opera', /OPR\/|Opera/],
  ['Samsung Internet', /SamsungBrowser\//],
  ['Firefox', /Firefox\/|FxiOS\//],
  ['Chrome', /Chrome\/|CriOS\/|Chromium\//],
  ['Safari', /Safari\//],
  ['curl', /^curl\//],
]
const systems: [name: string, pattern: RegExp][] = [
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X|Macintosh/],
  ['ChromeOS', /CrOS/],
  ['Linux', /Linux|X11/],
]

const first = (known: [string, RegExp][], text: string) => known.find(([, pattern]) => pattern.test(text))?.[0]

/** What a User-Agent says of browser and system, well enough for a person to know their own session again. */
export function deviceOf(userAgent: string): { browser?: string; system?: string; isMobile: boolean } {
  return {
    browser: first(browsers, userAgent),
    system: first(systems, userAgent),
    isMobile: /Mobi|iPhone|Android/.test(userAgent),
  }
}
