import type { ScimError } from './errors.ts'
import type { JsonObject } from './json.ts'
import { urns } from './urns.ts'

/**
 * The body of an error (RFC 7644 §3.12; SCIM-X1, X2, X4). `status` is a text there. The request id also stands in the
 * detail, since Okta and Entra ID show their admin nothing else.
 */
export function errorBody({ status, scimType, message }: ScimError, requestId?: string): JsonObject {
  return {
    schemas: [urns.error],
    status: String(status),
    ...(scimType === undefined ? {} : { scimType }),
    detail: requestId === undefined ? message : `${message} (request ${requestId})`,
  }
}
