import { Stack, Text } from '@mantine/core'
import { IconCheck, IconCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import type { CheckedPassword, PasswordContext } from '../../domain/passwords.ts'
import { t } from '../i18n.ts'
import classes from './NewPassword.module.css'
import { PasswordField } from './PasswordField.tsx'

/** The rules and their word list are loaded when a new password is first asked for. */
export const passwordRules = {
  queryKey: ['passwordRules'],
  queryFn: () => import('../../domain/passwords.ts'),
  staleTime: Number.POSITIVE_INFINITY,
}

type Props = {
  label: string
  value: string
  /** What `form.getInputProps` gives. */
  inputProps: object
  context: PasswordContext
  minLength?: number
}

/** A new password, with the rules ticked off while it is typed or pasted. The server judges by the same rules. */
export function NewPassword({ label, value, inputProps, context, minLength = 12 }: Props) {
  const rulesId = useId()
  const { data: rules } = useQuery(passwordRules)
  const checked = value === '' ? undefined : rules?.checkPassword(value, { ...context, minLength })
  return (
    <Stack gap={8}>
      <PasswordField label={label} autoComplete="new-password" aria-describedby={rulesId} {...inputProps} />
      <ul className={classes.rules} id={rulesId} aria-label={t('password.rules')}>
        <Rule met={met(checked, 'password_too_short')}>{t('password.length', { min: minLength })}</Rule>
        <Rule met={met(checked, 'password_too_short', 'password_common')}>{t('password.common')}</Rule>
        <Rule met={met(checked, 'password_too_short', 'password_common', 'password_context')}>
          {t('password.context')}
        </Rule>
      </ul>
      <Text size="xs" c="dimmed">
        {t('password.tip')}
      </Text>
    </Stack>
  )
}

/** The rules are judged one after the other: one is met when none up to it is broken. */
const met = (checked: CheckedPassword | undefined, ...upTo: string[]): boolean =>
  checked !== undefined && (checked.ok || !upTo.includes(checked.code))

function Rule({ met, children }: { met: boolean; children: string }) {
  return (
    <li className={classes.rule} data-met={met || undefined}>
      {met ? <IconCheck size={14} aria-hidden /> : <IconCircle size={14} aria-hidden />}
      <span>{children}</span>
      <span className={classes.state}>{met ? t('password.met') : t('password.unmet')}</span>
    </li>
  )
}
