import { Alert, Anchor, Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconBuilding, IconChevronRight } from '@tabler/icons-react'
import { t } from '../../i18n.ts'
import { EntryPage } from '../../parts/EntryPage.tsx'
import { focusFirstError } from '../../parts/form.ts'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { isProblem } from '../../problem.ts'
import { Form } from '../../ui/Form.tsx'

type Props = {
  email: string
  /** Empty: there are too many to list, so that the Account ID is asked for. */
  accounts: { id: string; name: string }[]
  pendingId: string | undefined
  error: unknown
  /** The id, or the 9-digit Account ID. */
  onChoose: (account: string) => void
  onBack: () => void
}

/** Which of the accounts of an email to sign in to. */
export function AccountChoice({ email, accounts, pendingId, error, onChoose, onBack }: Props) {
  const shown = isProblem(error, 'several_accounts') ? null : error
  return (
    <EntryPage
      title={t('signIn.chooseTitle')}
      help={accounts.length > 0 ? t('signIn.chooseHelp', { email }) : t('signIn.askNumber')}
      focusesField={accounts.length === 0}
      footer={
        <Anchor component="button" type="button" size="sm" onClick={onBack}>
          {t('signIn.other')}
        </Anchor>
      }
    >
      <Stack gap="xs">
        {isProblem(shown, 'sign_in_failed') ? (
          <Alert color="red" role="alert">
            {t('signIn.failed')}
          </Alert>
        ) : (
          <ProblemNotice error={shown} />
        )}
        {accounts.map(({ id, name }) => (
          <Button
            key={id}
            variant="default"
            size="md"
            justify="space-between"
            leftSection={<IconBuilding size={18} stroke={1.7} aria-hidden />}
            rightSection={<IconChevronRight size={16} aria-hidden />}
            styles={{ label: { flex: 1 } }}
            loading={pendingId === id}
            disabled={pendingId !== undefined && pendingId !== id}
            onClick={() => onChoose(id)}
          >
            {name}
          </Button>
        ))}
        {accounts.length === 0 && <NumberForm isPending={pendingId !== undefined} onChoose={onChoose} />}
      </Stack>
    </EntryPage>
  )
}

function NumberForm({ isPending, onChoose }: { isPending: boolean; onChoose: (account: string) => void }) {
  const form = useForm({
    initialValues: { number: '' },
    validateInputOnBlur: true,
    transformValues: ({ number }) => number.replace(/\D/g, ''),
    validate: { number: (number) => (/^\d{9}$/.test(number.replace(/\s/g, '')) ? null : t('signIn.numberInvalid')) },
  })
  return (
    <Form onSubmit={form.onSubmit(onChoose, focusFirstError)}>
      <Stack gap="md">
        <TextInput
          label={t('signIn.number')}
          description={t('signIn.numberHint')}
          inputMode="numeric"
          autoFocus
          size="md"
          {...form.getInputProps('number')}
        />
        <Button type="submit" size="md" loading={isPending} fullWidth>
          {t('signIn.submit')}
        </Button>
      </Stack>
    </Form>
  )
}
