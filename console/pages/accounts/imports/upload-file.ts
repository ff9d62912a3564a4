import type { Import } from '../../../../domain/imports.ts'
import { newIdempotencyKey } from '../../../api.ts'
import { ApiProblem, type ProblemBody } from '../../../problem.ts'

type Upload = {
  accountId: string
  file: File
  /** Part of the file that has left, 0 to 1. */
  onProgress: (share: number) => void
  signal: AbortSignal
}

/**
 * Uploads a spreadsheet, and tells how far it is, which fetch can’t.
 * @throws ApiProblem what the server refused, or `offline`; AbortError when it was stopped
 */
export function uploadFile({ accountId, file, onProgress, signal }: Upload): Promise<Import> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/accounts/${accountId}/imports`)
    request.setRequestHeader('accept', 'application/json')
    request.setRequestHeader('idempotency-key', newIdempotencyKey())
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total)
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as Import)
      else reject(new ApiProblem(problemOf(request)))
    }
    request.onerror = () => reject(new ApiProblem({ code: 'offline', status: 0, title: '' }))
    request.onabort = () => reject(new DOMException('The upload was stopped', 'AbortError'))
    signal.addEventListener('abort', () => request.abort(), { once: true })
    const form = new FormData()
    form.append('file', file)
    request.send(form)
  })
}

function problemOf({ status, responseText }: XMLHttpRequest): ProblemBody {
  try {
    const body = JSON.parse(responseText) as Partial<ProblemBody>
    if (typeof body.code === 'string') return { title: '', ...body, code: body.code, status }
  } catch {
    // A proxy answers without a problem: judged by the status.
  }
  return { code: status === 413 ? 'too_large' : status === 503 ? 'unavailable' : 'internal', status, title: '' }
}
