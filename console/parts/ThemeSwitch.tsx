import { type MantineColorScheme, Menu, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { t } from '../i18n.ts'

const schemes = ['light', 'dark', 'auto'] as const satisfies readonly MantineColorScheme[]

/** The chosen scheme, and a way to choose one by name; kept in this browser. */
function useScheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const choose = (value: string) => setColorScheme(schemes.find((scheme) => scheme === value) ?? 'auto')
  return [colorScheme, choose] as const
}

/** Light, dark, or as the system says. */
export function ThemeSwitch() {
  const [scheme, choose] = useScheme()
  return (
    <SegmentedControl
      size="xs"
      withItemsBorders={false}
      aria-label={t('theme.label')}
      value={scheme}
      onChange={choose}
      data={schemes.map((value) => ({ value, label: t(`theme.${value}`) }))}
    />
  )
}

/** The same as entries of a menu. */
export function ThemeItems() {
  const [scheme, choose] = useScheme()
  return (
    <>
      <Menu.Label>{t('theme.label')}</Menu.Label>
      <Menu.RadioGroup value={scheme} onChange={choose}>
        {schemes.map((value) => (
          <Menu.RadioItem key={value} value={value} closeMenuOnClick={false}>
            {t(`theme.${value}`)}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  )
}
