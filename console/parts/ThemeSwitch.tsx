import { type MantineColorScheme, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { t } from '../i18n.ts'

const schemes = ['light', 'dark', 'auto'] as const satisfies readonly MantineColorScheme[]

/** Light, dark, or as the system says; kept in this browser. */
export function ThemeSwitch({ fullWidth = false }: { fullWidth?: boolean }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <SegmentedControl
      size="xs"
      withItemsBorders={false}
      fullWidth={fullWidth}
      aria-label={t('theme.label')}
      value={colorScheme}
      onChange={(value) => setColorScheme(schemes.find((scheme) => scheme === value) ?? 'auto')}
      data={schemes.map((value) => ({ value, label: t(`theme.${value}`) }))}
    />
  )
}
