/**
 * What one request may cost (SCIM-T12, SCIM-F14, SCIM-B4). The numbers that a client can read in
 * /ServiceProviderConfig come from here too, so that what is advertised is what is enforced.
 */
export const limits = {
  /** bytes of UTF-8 */
  filterBytes: 4096,
  /** parentheses, not( and [ inside each other */
  filterDepth: 20,
  /** comparisons and connectives of one filter */
  filterNodes: 200,
  /** objects and arrays inside each other; the deepest honest body, a PATCH in a bulk request, needs 9 */
  jsonDepth: 32,
  /** values of one multi-valued attribute; members of groups are not counted */
  elements: 1000,
  /** operations of one PATCH; one removal per member is a habit of some directories */
  patchOperations: 10_000,
  /** filter nodes × elements looked at by the value paths of one PATCH */
  patchWork: 200_000,
  bulkOperations: 1000,
  bulkPayloadBytes: 1_048_576,
  /** operations that share a transaction */
  bulkSlice: 100,
  pageDefault: 100,
  pageMax: 200,
  /** seconds that a cursor lives after it was handed out */
  cursorSeconds: 3600,
} as const
