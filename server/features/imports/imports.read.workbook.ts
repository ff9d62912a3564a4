import { Problem } from '../../platform/problem.ts'
import { sheetLimits } from './imports.read.limits.ts'
import { tooLarge } from './imports.read.rows.ts'
import { decodedEscapes, type NumberStyle, numberStyle } from './imports.read.values.ts'
import { attribute, xmlParts } from './imports.read.xml.ts'
import type { Parts } from './imports.read.zip.ts'

/** What of a workbook is needed to read its sheets. `sheets`: parts of the visible ones, in their order. */
export type Workbook = { sheets: string[]; texts: Texts; styles: NumberStyle[]; epoch1904: boolean }

type Relation = { type: string; target: string; external: boolean }

const unreadable = (detail: string) => new Problem('spreadsheet_unreadable', { detail })

export async function readWorkbook(parts: Parts): Promise<Workbook> {
  const roots = [...(await relationsOf(parts, '')).values()]
  const path = roots.find(({ type }) => type === 'officeDocument')?.target
  if (path === undefined || !parts.names.has(path)) throw unreadable('The file is an archive, but no workbook.')
  if (path.endsWith('.bin')) throw unreadable('The file is a binary workbook (.xlsb).')
  const relations = await relationsOf(parts, path)
  if ([...relations.values()].some(({ external, type }) => external && type !== 'hyperlink')) {
    throw new Problem('spreadsheet_refused', {
      detail: 'The workbook takes values from other files.',
      with: { reason: 'external_links' },
    })
  }
  const partOf = (kind: string) => [...relations.values()].find(({ type }) => type === kind)?.target
  const sheets: string[] = []
  let epoch1904 = false
  for await (const { name, attributes } of opened(parts, path)) {
    if (name === 'workbookPr') epoch1904 = isTrue(attribute(attributes, 'date1904'))
    if (name !== 'sheet' || (attribute(attributes, 'state') ?? 'visible') !== 'visible') continue
    const relation = relations.get(attribute(attributes, 'id') ?? '')
    if (relation?.type === 'worksheet') sheets.push(relation.target)
  }
  return {
    sheets,
    texts: textsOf(parts, partOf('sharedStrings')),
    styles: await stylesOf(parts, partOf('styles')),
    epoch1904,
  }
}

const isTrue = (text: string | undefined) => text === '1' || text === 'true'

async function* opened(parts: Parts, path: string): AsyncGenerator<{ name: string; attributes: string }> {
  const chunks = parts.read(path, sheetLimits.smallPartBytes)
  for await (const some of xmlParts(chunks)) for (const part of some) if (part.kind === 'open') yield part
}

/** The relations of a part by id, their targets as names of parts. @param path '' for the package */
async function relationsOf(parts: Parts, path: string): Promise<Map<string, Relation>> {
  const slash = path.lastIndexOf('/') + 1
  const folder = path.slice(0, slash)
  const from = `${folder}_rels/${path.slice(slash)}.rels`
  const relations = new Map<string, Relation>()
  if (!parts.names.has(from)) return relations
  for await (const { name, attributes } of opened(parts, from)) {
    if (name !== 'Relationship') continue
    const external = attribute(attributes, 'TargetMode') === 'External'
    const target = attribute(attributes, 'Target') ?? ''
    relations.set(attribute(attributes, 'Id') ?? '', {
      type: (attribute(attributes, 'Type') ?? '').split('/').at(-1)!,
      target: external ? target : new URL(target, `file:///${folder}`).pathname.slice(1).toLowerCase(),
      external,
    })
  }
  return relations
}

/**
 * The texts that cells refer to by their number, read as far as they are asked for: to look at the first rows takes the
 * first texts only.
 */
export type Texts = { known: readonly string[]; upTo(index: number): Promise<void>; close(): Promise<void> }

function textsOf(parts: Parts, path: string | undefined): Texts {
  const known: string[] = []
  const reading = path !== undefined && parts.names.has(path) ? readTexts(parts.read(path), known) : undefined
  return {
    known,
    async upTo(index) {
      while (reading && index >= known.length && !(await reading.next()).done);
    },
    async close() {
      await reading?.return(undefined)
    },
  }
}

/** Adds texts to those that are known; readings of East Asian texts (rPh) are no part of them. */
async function* readTexts(chunks: AsyncIterable<Buffer>, known: string[]): AsyncGenerator<void> {
  let characters = 0
  let text = ''
  let inText = false
  let inReading = false
  for await (const some of xmlParts(chunks)) {
    for (const part of some) {
      if (part.kind === 'text') {
        if (inText && !inReading && text.length < sheetLimits.cellCharacters) text += part.text
      } else if (part.name === 't') inText = part.kind === 'open'
      else if (part.name === 'rPh') inReading = part.kind === 'open'
      else if (part.name === 'si' && part.kind === 'close') {
        characters += text.length
        known.push(decodedEscapes(text))
        if (known.length > sheetLimits.sharedStrings || characters > sheetLimits.sharedCharacters)
          throw tooLarge('bytes')
        text = ''
      }
    }
    yield
  }
}

/** How each style of a cell shows numbers. */
async function stylesOf(parts: Parts, path: string | undefined): Promise<NumberStyle[]> {
  const styles: NumberStyle[] = []
  if (path === undefined || !parts.names.has(path)) return styles
  const codes = new Map<number, string>()
  let inCellFormats = false
  for await (const some of xmlParts(parts.read(path, sheetLimits.smallPartBytes))) {
    for (const part of some) {
      if (part.kind === 'text') continue
      if (part.name === 'cellXfs') inCellFormats = part.kind === 'open'
      if (part.kind !== 'open') continue
      const id = Number(attribute(part.attributes, 'numFmtId') ?? 0)
      if (part.name === 'numFmt') codes.set(id, attribute(part.attributes, 'formatCode') ?? '')
      if (part.name === 'xf' && inCellFormats) styles.push(numberStyle(id, codes.get(id)))
      if (styles.length > sheetLimits.styles) throw tooLarge('parts')
    }
  }
  return styles
}
