import { Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = { icon?: ReactNode; title: string; help?: ReactNode; children?: ReactNode }

/** Where nothing is to be shown: why, and what to do. */
export function EmptyNote({ icon, title, help, children }: Props) {
  return (
    <Stack align="center" gap={4} py={56} px="md" ta="center" c="dimmed">
      {icon}
      <Text fw={600} c="bright" mt={icon ? 8 : 0}>
        {title}
      </Text>
      {help && <Text maw={420}>{help}</Text>}
      {children && <div style={{ marginTop: 16 }}>{children}</div>}
    </Stack>
  )
}
