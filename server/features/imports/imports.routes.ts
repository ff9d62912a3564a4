import type { Routes } from '../../../domain/api/api.ts'
import { type Import, importSchema } from '../../../domain/imports.ts'
import type { Handlers } from '../../platform/http.ts'
import { once } from '../../platform/idempotency.ts'
import { sendSheet } from '../../platform/spreadsheet.ts'
import { withUpload } from '../../platform/uploads.ts'
import { failedRowsXlsx } from './imports.failed.ts'
import { probeSpreadsheet } from './imports.read.ts'
import { templateCsv, templateXlsx } from './imports.template.ts'
import * as imports from './imports.ts'

const answerOf = (one: Import) => ({ status: 201, body: JSON.stringify(importSchema.parse(one)), headers: {} })

export const importsDoor = {
  getImportTemplateXlsx: async ({ context, reply }) => {
    const language = await imports.templateLanguage(context)
    sendSheet(reply, 'users', 'xlsx', await templateXlsx(language))
    return {}
  },
  getImportTemplateCsv: async ({ context, reply }) => {
    await imports.templateLanguage(context)
    sendSheet(reply, 'users', 'csv', templateCsv())
    return {}
  },
  exportFailedRowsXlsx: async ({ context, params, reply }) => {
    const failed = await imports.failedRows(context, params.importId)
    sendSheet(reply, 'failed-rows', 'xlsx', failedRowsXlsx(failed))
    return {}
  },
  listImports: async ({ context, query }) => ({ body: await imports.listImports(context, query) }),
  getImport: async ({ context, params }) => ({ body: await imports.getImport(context, params) }),
  importRows: async ({ context, body }) => ({ body: await imports.importRows(context, body) }),
  mapImportColumns: async ({ context, params, body }) => ({
    body: await imports.mapImportColumns(context, { ...body, importId: params.importId }),
  }),
  listImportRows: async ({ context, params, query }) => ({
    body: await imports.listImportRows(context, { ...query, importId: params.importId }),
  }),
  mendImportRows: async ({ context, params, body }) => ({
    body: await imports.mendImportRows(context, { ...body, importId: params.importId }),
  }),
  patchImportRow: async ({ context, params, body, ifMatch }) => {
    const { row, version } = await imports.patchImportRow(context, { ...params, ifMatch, body })
    return { body: row, version }
  },
  removeImportRow: async ({ context, params, ifMatch }) => {
    await imports.removeImportRow(context, { ...params, ifMatch })
    return { status: 204 }
  },
  commitImport: async ({ context, params, body }) => ({
    body: await imports.commitImport(context, { ...body, importId: params.importId }),
  }),
  cancelImport: async ({ context, params }) => {
    await imports.cancelImport(context, params)
    return { status: 204 }
  },
  // Who may not, or has too much open, is told before the file is taken; a hostile file before it is kept (SEC-33).
  uploadImport: async ({ context, request, reply }) => {
    await imports.mayImport(context, undefined)
    const { status, body } = await withUpload(request, async (file) => {
      const { kind, headers, samples } = await probeSpreadsheet(file.path, file.fileName)
      const upload = { fileName: file.fileName, kind, headers, samples, bytes: file.bytes }
      const run = async (inside: typeof context) => answerOf(await imports.uploadImport(inside, upload))
      return once(context, 'uploadImport', request, run, file.digest)
    })
    reply.code(status).type('application/json; charset=utf-8').send(body)
    return {}
  },
} satisfies Partial<Handlers<Routes>>
