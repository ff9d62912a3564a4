import { useForm } from '@mantine/form'
import type { Account } from '../../../domain/accounts.ts'
import { parseEmail } from '../../../domain/emails.ts'
import { languages } from '../../../domain/languages.ts'
import { cleanName } from '../../../domain/names.ts'
import { fieldText, t } from '../../i18n.ts'

/** A support contact while it is typed; the key tells rows apart when one is removed. */
export type ContactValues = { name: string; email: string; phone: string; key: string }
export type AccountValues = {
  name: string
  address: string
  country: string | null
  language: string
  supportContacts: ContactValues[]
}

export const accountFields = ['name', 'address', 'country', 'language', 'supportContacts'] as const
let contacts = 0
export const emptyContact = (): ContactValues => ({ name: '', email: '', phone: '', key: `contact-${++contacts}` })

export const emptyAccount = (): AccountValues => ({
  name: '',
  address: '',
  country: null,
  language: languages[0],
  supportContacts: [],
})

export const valuesOf = (account: Account): AccountValues => ({
  name: account.name,
  address: account.address ?? '',
  country: account.country,
  language: account.language,
  supportContacts: account.supportContacts.map(({ name, email, phone }) => ({
    ...emptyContact(),
    name,
    email: email ?? '',
    phone: phone ?? '',
  })),
})

/** As the API takes it: what is empty is null. */
export const bodyOf = ({ name, address, country, language, supportContacts }: AccountValues) => ({
  name,
  address: address.trim() || null,
  country,
  language: languages.find((known) => known === language),
  supportContacts: supportContacts.map((contact) => ({
    name: contact.name,
    email: contact.email.trim() || null,
    phone: contact.phone.trim() || null,
  })),
})

const nameRule = (message: string) => (name: string) => {
  const cleaned = cleanName(name)
  if (!cleaned.ok) return fieldText(cleaned.code)
  return cleaned.value === null ? message : null
}

/** The form of an account, for a new one and for an edited one. */
export const useAccountForm = (initialValues: AccountValues) =>
  useForm<AccountValues>({
    initialValues,
    validateInputOnBlur: true,
    validate: {
      name: nameRule(t('accountInfo.nameRequired')),
      address: (address) => (address.length > 500 ? fieldText('too_long') : null),
      supportContacts: {
        name: nameRule(t('contacts.nameRequired')),
        email: (email) => (email.trim() === '' || parseEmail(email).ok ? null : fieldText('email_invalid')),
        phone: (phone) => (phone.length > 40 ? fieldText('too_long') : null),
      },
    },
  })
export type AccountForm = ReturnType<typeof useAccountForm>
