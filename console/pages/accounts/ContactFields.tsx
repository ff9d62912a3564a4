import { ActionIcon, Button, Fieldset, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { t } from '../../i18n.ts'
import { type AccountForm, emptyContact } from './account-form.ts'

const most = 10

/** The support contacts of an account, added and removed one by one. */
export function ContactFields({ form }: { form: AccountForm }) {
  const { supportContacts } = form.values
  return (
    <Stack gap="sm">
      <div>
        <Text fw={500}>{t('contacts.title')}</Text>
        <Text size="sm" c="dimmed">
          {t('contacts.help')}
        </Text>
      </div>
      {supportContacts.map((contact, index) => (
        <Fieldset
          key={contact.key}
          legend={
            <Group gap={6}>
              {t('contacts.group', { number: index + 1 })}
              <ActionIcon
                size="sm"
                aria-label={t('contacts.remove', { number: index + 1 })}
                onClick={() => form.removeListItem('supportContacts', index)}
              >
                <IconTrash size={14} aria-hidden />
              </ActionIcon>
            </Group>
          }
        >
          <Stack gap="sm">
            <TextInput label={t('contacts.name')} required {...form.getInputProps(`supportContacts.${index}.name`)} />
            <TextInput
              label={t('contacts.email')}
              type="email"
              {...form.getInputProps(`supportContacts.${index}.email`)}
            />
            <TextInput
              label={t('contacts.phone')}
              type="tel"
              {...form.getInputProps(`supportContacts.${index}.phone`)}
            />
          </Stack>
        </Fieldset>
      ))}
      {supportContacts.length < most && (
        <Button
          variant="default"
          size="xs"
          w="fit-content"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => form.insertListItem('supportContacts', emptyContact())}
        >
          {t('contacts.add')}
        </Button>
      )}
    </Stack>
  )
}
