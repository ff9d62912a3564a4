import { Badge } from '@mantine/core'
import type { Source } from '../../../../domain/api/sources.ts'
import { t } from '../../../i18n.ts'

/** Whether the source is let in now. */
export function SourceState({ source }: { source: Source }) {
  const state = source.integrationOn ? source.state : 'off'
  return (
    <Badge color={state === 'active' ? 'blue' : 'gray'} variant={state === 'active' ? 'light' : 'outline'}>
      {t(`sources.state.${state}`)}
    </Badge>
  )
}
