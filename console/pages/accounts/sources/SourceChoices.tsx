import { Checkbox, Fieldset, NativeSelect, Radio, Stack, Text } from '@mantine/core'
import { type Mapping, type MatchPolicy, mappingChoices, matchPolicies } from '../../../../domain/sources.ts'
import { t } from '../../../i18n.ts'

export type Choices = {
  policy: MatchPolicy
  sendWelcomeEmail: boolean
  mayGrantAdmin: boolean
  reactivateOnPost: boolean
  mapping: Mapping
}

const mappedFields = Object.keys(mappingChoices) as (keyof Mapping)[]

/** What an admin decides of a directory: the same fields when it is added and later. */
export function SourceChoices({ value, onChange }: { value: Choices; onChange: (value: Choices) => void }) {
  return (
    <Stack gap="md">
      <Radio.Group
        label={t('source.policy')}
        description={t('source.policyHelp')}
        value={value.policy}
        onChange={(policy) => onChange({ ...value, policy: policy as MatchPolicy })}
      >
        <Stack gap="xs" mt="xs">
          {matchPolicies.map((policy) => (
            <Radio
              key={policy}
              value={policy}
              label={t(`source.policy.${policy}`)}
              description={t(`source.policy.${policy}.help`)}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Checkbox
        label={t('source.welcome')}
        description={t('source.welcomeHelp')}
        checked={value.sendWelcomeEmail}
        onChange={(event) => onChange({ ...value, sendWelcomeEmail: event.currentTarget.checked })}
      />
      <Checkbox
        label={t('source.admin')}
        description={t('source.adminHelp')}
        checked={value.mayGrantAdmin}
        onChange={(event) => onChange({ ...value, mayGrantAdmin: event.currentTarget.checked })}
      />
      <Checkbox
        label={t('source.reactivate')}
        description={t('source.reactivateHelp')}
        checked={value.reactivateOnPost}
        onChange={(event) => onChange({ ...value, reactivateOnPost: event.currentTarget.checked })}
      />
      <Fieldset legend={t('source.mapping')}>
        <Text size="sm" c="dimmed" mb="sm">
          {t('source.mappingHelp')}
        </Text>
        <Stack gap="sm">
          {mappedFields.map((field) => (
            <NativeSelect
              key={field}
              label={t(`source.mapping.${field}`)}
              data={mappingChoices[field].map((choice) => ({
                value: choice,
                label: t(
                  field === 'email' && choice === 'work'
                    ? 'source.mapping.email.from.work'
                    : `source.mapping.from.${choice}`,
                ),
              }))}
              value={value.mapping[field]}
              onChange={(event) =>
                onChange({ ...value, mapping: { ...value.mapping, [field]: event.currentTarget.value } as Mapping })
              }
            />
          ))}
        </Stack>
      </Fieldset>
    </Stack>
  )
}
