/** Languages that an account’s mails can be written in; the first is the default. */
export const languages = ['en'] as const
