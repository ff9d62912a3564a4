import { Anchor, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { t } from '../i18n.ts'
import { paths } from '../paths.ts'
import { mailboxQuery } from '../queries.ts'

const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(location.hostname)

/** Where a mail would be found on a laptop without a mail server; absent where mails are really sent. */
export function MailboxHint() {
  // Elsewhere the built-in mailbox does not answer, so it is not asked.
  const { data } = useQuery({ ...mailboxQuery, enabled: isLoopback, retry: false, refetchInterval: false })
  if (!data) return null
  return (
    <Text size="sm" ta="center" mt="xs">
      <Anchor component={Link} to={paths.mailbox} target="_blank" size="sm">
        {t('signIn.mailbox')}
      </Anchor>
    </Text>
  )
}
