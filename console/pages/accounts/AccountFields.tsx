import { Select, Textarea, TextInput } from '@mantine/core'
import { languages } from '../../../domain/languages.ts'
import { t } from '../../i18n.ts'
import type { AccountForm } from './account-form.ts'
import { countries, languageName } from './countries.ts'

/** Name, address, country and language of an account. */
export function AccountFields({ form, focusName = false }: { form: AccountForm; focusName?: boolean }) {
  return (
    <>
      <TextInput
        label={t('accountInfo.name')}
        required
        autoComplete="off"
        data-autofocus={focusName || undefined}
        {...form.getInputProps('name')}
      />
      <Textarea label={t('accountInfo.address')} autosize minRows={2} maxRows={6} {...form.getInputProps('address')} />
      <Select
        label={t('accountInfo.country')}
        placeholder={t('accountInfo.countryNone')}
        data={countries}
        searchable
        clearable
        limit={300}
        {...form.getInputProps('country')}
      />
      <Select
        label={t('accountInfo.language')}
        description={t('accountInfo.languageHelp')}
        data={languages.map((value) => ({ value, label: languageName(value) }))}
        allowDeselect={false}
        {...form.getInputProps('language')}
      />
    </>
  )
}
