import { Box, Button, SegmentedControl, Text, Title } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { MailboxMessage } from '../../../domain/mails.ts'
import { formatDate, t } from '../../i18n.ts'
import classes from './MailboxPage.module.css'

/** Links of a mail open beside the mailbox. */
const newTab = '<base target="_blank">'

/** One mail, as HTML in a frame without scripts, or as plain text. */
export function Mail({ mail, onBack }: { mail: MailboxMessage; onBack: () => void }) {
  const [form, setForm] = useState('html')
  const { subject, to, at, html, text } = mail
  return (
    <article className={classes.article}>
      <div className={classes.mailHead}>
        <Button
          className={classes.back}
          variant="subtle"
          size="xs"
          leftSection={<IconArrowLeft size={16} aria-hidden />}
          onClick={onBack}
        >
          {t('action.back')}
        </Button>
        <div className={classes.mailTitle}>
          <Title order={2}>{subject}</Title>
          <Text size="sm" c="dimmed">
            {t('mailbox.to')} {to} · {formatDate(at, 'dateTime')}
          </Text>
        </div>
        <SegmentedControl
          size="xs"
          value={form}
          onChange={setForm}
          aria-label={t('mailbox.title')}
          data={[
            { value: 'html', label: t('mailbox.html') },
            { value: 'text', label: t('mailbox.text') },
          ]}
        />
      </div>
      {form === 'html' ? (
        <iframe
          className={classes.frame}
          title={t('mailbox.frame', { subject })}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          srcDoc={newTab + html}
        />
      ) : (
        <Box component="pre" className={classes.text} tabIndex={0}>
          <WithLinks text={text} />
        </Box>
      )}
    </article>
  )
}

const address = /https?:\/\/[^\s<>"]+/g

/** Plain text whose addresses can be followed. */
function WithLinks({ text }: { text: string }) {
  let end = 0
  const parts: ReactNode[] = []
  for (const { 0: link, index } of text.matchAll(address)) {
    parts.push(
      text.slice(end, index),
      <a key={index} href={link} target="_blank" rel="noreferrer">
        {link}
      </a>,
    )
    end = index + link.length
  }
  return [...parts, text.slice(end)]
}
