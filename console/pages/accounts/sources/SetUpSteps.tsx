import { List, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { t } from '../../../i18n.ts'
import { Section } from '../../../ui/Section.tsx'

const steps = {
  entra: [
    'source.steps.entra.1',
    'source.steps.entra.2',
    'source.steps.entra.3',
    'source.steps.entra.4',
    'source.steps.entra.5',
  ],
  okta: ['source.steps.okta.1', 'source.steps.okta.2', 'source.steps.okta.3', 'source.steps.okta.4'],
} as const
type Directory = keyof typeof steps

/** What to do on the other side, step by step. */
export function SetUpSteps() {
  const [directory, setDirectory] = useState<Directory>('entra')
  return (
    <Section
      title={t('source.steps')}
      actions={
        <SegmentedControl
          aria-label={t('source.steps')}
          value={directory}
          onChange={(chosen) => setDirectory(chosen as Directory)}
          data={[
            { value: 'entra', label: t('source.steps.entra') },
            { value: 'okta', label: t('source.steps.okta') },
          ]}
        />
      }
    >
      <List type="ordered" spacing="xs" size="sm">
        {steps[directory].map((step) => (
          <List.Item key={step}>{t(step)}</List.Item>
        ))}
      </List>
    </Section>
  )
}
