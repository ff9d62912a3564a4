import { writeXlsx } from 'hucre/xlsx'
import { importColumns, importLimits, templateColumns } from '../../../domain/import-words.ts'
import { messages } from '../../messages/messages.ts'
import { csvLines, textFormat } from '../../platform/spreadsheet.ts'

const header = templateColumns.map((column) => importColumns[column])
const widths = [18, 18, 26, 34, 16]
const letterOfRole = String.fromCharCode(65 + header.indexOf(importColumns.role))

/** The .csv template: its header (2.13). */
export const templateCsv = (): string => `\ufeff${csvLines([header])}`

/** The .xlsx template: the header, frozen; ROLE to choose from; what to write where on a second sheet. */
export async function templateXlsx(language: string): Promise<Buffer> {
  const say = messages(language)
  const bold = { font: { bold: true } }
  const instructions = (['one', 'names', 'email', 'role', 'further', 'products', 'check', 'missing'] as const).map(
    (key) => [say(`import.template.${key}`, { rows: importLimits.rows })],
  )
  const workbook = await writeXlsx({
    sheets: [
      {
        name: say('import.template.users'),
        rows: [header],
        columns: header.map((_, index) => ({ width: widths[index]!, numFmt: textFormat })),
        cells: new Map(header.map((_, index) => [`0,${index}`, { style: { ...bold, numFmt: textFormat } }])),
        freezePane: { rows: 1 },
        dataValidations: [
          {
            type: 'list',
            values: ['User', 'Account Admin'],
            range: `${letterOfRole}2:${letterOfRole}${importLimits.rows + 1}`,
            allowBlank: true,
            showErrorMessage: true,
            errorStyle: 'stop',
            errorTitle: importColumns.role,
            errorMessage: say('import.template.roleError'),
          },
        ],
      },
      {
        name: say('import.template.instructions'),
        rows: [[say('import.template.title')], ...instructions],
        columns: [{ width: 110 }],
        cells: new Map([['0,0', { style: bold }]]),
      },
    ],
  })
  return Buffer.from(workbook)
}
