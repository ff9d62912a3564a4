import { Anchor, Button, Stack, Text } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import type { Account } from '../../../../domain/accounts.ts'
import { formatDate, t } from '../../../i18n.ts'
import { Facts } from '../../../ui/Facts.tsx'
import { Section } from '../../../ui/Section.tsx'
import { countryName, languageName } from '../countries.ts'
import classes from './Details.module.css'
import { EditDetails } from './EditDetails.tsx'

/** The data of an account, read; Edit turns it into the form. */
export function Details({ account, etag }: { account: Account; etag: string | null }) {
  const [isEditing, setEditing] = useState(false)
  if (isEditing) {
    return (
      <Section title={t('accountInfo.details')}>
        <EditDetails account={account} etag={etag} onDone={() => setEditing(false)} />
      </Section>
    )
  }
  const missing = <Text c="dimmed">{t('accountInfo.notGiven')}</Text>
  return (
    <Section
      title={t('accountInfo.details')}
      actions={
        <Button
          variant="default"
          leftSection={<IconPencil size={16} aria-hidden />}
          aria-label={t('accountInfo.edit')}
          onClick={() => setEditing(true)}
        >
          {t('action.edit')}
        </Button>
      }
    >
      <Facts
        facts={[
          { label: t('accountInfo.name'), value: account.name },
          { label: t('accountInfo.address'), value: account.address ?? missing },
          { label: t('accountInfo.country'), value: account.country ? countryName(account.country) : missing },
          { label: t('accountInfo.language'), value: languageName(account.language) },
          { label: t('accountInfo.created'), value: formatDate(account.createdAt) },
        ]}
      />
      <Stack gap={8} mt="lg">
        <Text size="sm" c="dimmed">
          {t('contacts.title')}
        </Text>
        {account.supportContacts.length === 0 && <Text c="dimmed">{t('contacts.none')}</Text>}
        <ul className={classes.contacts}>
          {account.supportContacts.map(({ name, email, phone }) => (
            <li key={`${name} ${email} ${phone}`} className={classes.contact}>
              <Text fw={500}>{name}</Text>
              {email && <Anchor href={`mailto:${email}`}>{email}</Anchor>}
              {phone && <Anchor href={`tel:${phone.replace(/[^\d+]/g, '')}`}>{phone}</Anchor>}
            </li>
          ))}
        </ul>
      </Stack>
    </Section>
  )
}
