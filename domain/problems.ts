/** Every problem code: HTTP status and English title. The help tells a person what to do next. */
export const problems = {
  // 400: the request itself is wrong
  malformed: {
    status: 400,
    title: 'The request could not be read',
    help: 'Check the named fields against the API reference.',
  },
  unknown_parameter: { status: 400, title: 'A parameter is unknown', help: 'Remove the parameter that is named.' },
  cursor_invalid: {
    status: 400,
    title: 'The cursor is not valid here',
    help: 'Start the list again without a cursor.',
  },
  // 401–404
  sign_in_required: { status: 401, title: 'Sign in first', help: 'Your session has ended. Sign in again.' },
  sign_in_failed: {
    status: 401,
    title: 'Email or password is not right, or the user may not sign in',
    help: 'Try again, or use Forgot password.',
  },
  forbidden: { status: 403, title: 'You may not do this', help: 'Ask an Account Admin or your Mitel Partner.' },
  origin_refused: {
    status: 403,
    title: 'This request came from another site',
    help: 'Use the console at its own address.',
  },
  not_found: { status: 404, title: 'Not found', help: 'It does not exist, or you may not see it.' },
  method_not_allowed: { status: 405, title: 'This method is not allowed here', help: 'See the API reference.' },
  // 409: the state forbids it
  several_accounts: {
    status: 409,
    title: 'This email belongs to several accounts',
    help: 'Choose the account to sign in to.',
  },
  email_taken: {
    status: 409,
    title: 'One or more of the attribute values are already in use',
    help: 'Another user of this account has this email.',
  },
  field_owned_by_source: {
    status: 409,
    title: 'A source owns this field',
    help: 'Change it in the source; the next sync brings it here.',
  },
  last_admin: {
    status: 409,
    title: 'You can’t do this to yourself, nor to the last admin who can sign in',
    help: 'Make another registered user an Account Admin first.',
  },
  not_deletable: { status: 409, title: 'This user can’t be deleted', help: 'See the reason.' },
  not_applicable: { status: 409, title: 'This does not apply to this user now', help: 'See the reason.' },
  licences_insufficient: {
    status: 409,
    title: 'There are not enough licences',
    help: 'Unassign licences, or add a subscription.',
  },
  product_not_manageable: {
    status: 409,
    title: 'This product can’t be managed in this account',
    help: 'See the reason.',
  },
  selection_changed: {
    status: 409,
    title: 'The users are not the planned ones any more',
    help: 'Look at the new plan, then decide again.',
  },
  plan_expired: { status: 409, title: 'This plan is too old', help: 'Make a new one.' },
  not_undoable: { status: 409, title: 'This job can’t be undone', help: 'See the reason.' },
  import_not_open: {
    status: 409,
    title: 'This import can’t be changed now',
    help: 'It is still being read, was uploaded already, or was cancelled.',
  },
  imports_too_many: {
    status: 409,
    title: 'Too many imports wait for somebody',
    help: 'Upload or cancel one of them first.',
  },
  idempotency_mismatch: {
    status: 409,
    title: 'This Idempotency-Key was used for another request',
    help: 'Use a new key for a new request.',
  },
  idempotency_running: {
    status: 409,
    title: 'The first request with this Idempotency-Key is still running',
    help: 'Try again in a moment.',
  },
  link_expired: { status: 409, title: 'This link has expired', help: 'Ask for a fresh one.' },
  link_used: { status: 409, title: 'This link was used already', help: 'Sign in, or use Forgot password.' },
  link_revoked: {
    status: 409,
    title: 'This link was replaced by a newer one',
    help: 'Use the newest email, or ask for a fresh link.',
  },
  link_invalid: {
    status: 404,
    title: 'This link is not valid',
    help: 'Copy the whole link from the email, or ask for a fresh one.',
  },
  // 412, 413, 415, 428
  version_stale: {
    status: 412,
    title: 'Somebody changed this in between',
    help: 'Compare with the current state, then save again.',
  },
  too_slow: { status: 408, title: 'The request took too long to arrive', help: 'Send it again.' },
  too_large: { status: 413, title: 'The request is too large', help: 'Send less at once.' },
  headers_too_large: {
    status: 431,
    title: 'The headers of the request are too large',
    help: 'Remove the cookies of this site and try again.',
  },
  media_type_refused: { status: 415, title: 'This content type is not taken here', help: 'Send application/json.' },
  version_required: { status: 428, title: 'If-Match is required', help: 'Send the ETag of the version you have seen.' },
  // 422: a value breaks a rule
  invalid: { status: 422, title: 'Some values are not right', help: 'See the named fields.' },
  role_not_assignable: { status: 422, title: 'This role can’t be given here', help: 'Choose User or Account Admin.' },
  confirmation_missing: {
    status: 422,
    title: 'The confirmation word is missing',
    help: 'Type the word that is asked for.',
  },
  spreadsheet_unreadable: {
    status: 422,
    title: 'This file can’t be read as a spreadsheet',
    help: 'Save it as .xlsx or .csv, then upload it again.',
  },
  spreadsheet_old_format: {
    status: 422,
    title: 'This is a workbook of an older kind',
    help: 'Open it in your spreadsheet program, save it as .xlsx, then upload that.',
  },
  spreadsheet_encrypted: {
    status: 422,
    title: 'This spreadsheet is protected by a password',
    help: 'Save a copy without a password, then upload that.',
  },
  spreadsheet_refused: {
    status: 422,
    title: 'This spreadsheet contains what is not taken here',
    help: 'Copy its cells into the template, as values, then upload that.',
  },
  spreadsheet_too_large: {
    status: 422,
    title: 'This spreadsheet is too large',
    help: 'Split it into several files, and remove columns that are not needed.',
  },
  spreadsheet_empty: {
    status: 422,
    title: 'This spreadsheet is empty',
    help: 'Put a header into the first row and one user into each further row.',
  },
  // 429 and the server’s own
  too_many_requests: { status: 429, title: 'Too many tries', help: 'Wait a little, then try again.' },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    help: 'Try again; if it stays, give support the request id.',
  },
  unavailable: { status: 503, title: 'Not available right now', help: 'Try again in a few seconds.' },
} as const satisfies Record<string, { status: number; title: string; help: string }>

export type ProblemCode = keyof typeof problems

/** Codes of single fields inside a problem’s `errors`; the sentence stands in the message catalogue (`field.<code>`). */
export const fieldCodes = [
  'required',
  'unknown_key',
  'wrong_type',
  'invalid_value',
  'too_long',
  'too_short',
  'email_invalid',
  'email_taken',
  'name_required',
  'name_invalid',
  'name_too_long',
  'role_not_assignable',
  'field_owned_by_source',
  'phone_invalid',
  'extension_invalid',
  'password_too_short',
  'password_too_long',
  'password_common',
  'password_context',
  'terms_not_accepted',
  'product_unknown',
  'confirmation_missing',
] as const
export type FieldCode = (typeof fieldCodes)[number]
