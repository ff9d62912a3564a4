/** Imports: a file of users, looked at and mended before any of them is made (R31–R37). */
export { cancelImport, commitImport, importAction, importChunk } from './imports.commit.ts'
export { mapImportColumns, mendImportRows, patchImportRow, removeImportRow } from './imports.edit.ts'
export { failedRows, getImport, listImportRows, listImports, templateLanguage } from './imports.list.ts'
export { readImportFile, resumeImports } from './imports.reading.ts'
export { importRows, requireMayImport, type UploadedFile, uploadImport } from './imports.start.ts'
export { sweepImports, wakeSweeps } from './imports.sweep.ts'
export { planUndoImport, startUndoImport, undoImportAction, undoImportChunk } from './imports.undo.ts'
