import {
  type ActionIconProps,
  type AlertProps,
  type AnchorProps,
  type BadgeProps,
  type ButtonProps,
  type CSSVariablesResolver,
  createTheme,
  type DrawerProps,
  type InputProps,
  type InputWrapperProps,
  type MantineColorsTuple,
  type MenuProps,
  type ModalProps,
  type NotificationProps,
  type SkeletonProps,
  type TableProps,
  type TooltipProps,
} from '@mantine/core'
import { t } from './i18n.ts'

/** Neutral grey of the light theme, a little cool; 6 and darker read on white (4.5 : 1). */
const gray: MantineColorsTuple = [
  '#f7f8fa',
  '#f0f2f5',
  '#e5e8ed',
  '#d6dae1',
  '#bac0ca',
  '#8f97a5',
  '#5c6574',
  '#48515f',
  '#2f3743',
  '#1a2029',
]
/** The dark theme: 0 is text, 7 the page, 6 what stands on it, 8 and 9 what lies under it. */
const dark: MantineColorsTuple = [
  '#dde1e8',
  '#c3c8d1',
  '#a3abb8',
  '#828b9a',
  '#3a414d',
  '#2b313b',
  '#20252d',
  '#171b21',
  '#12151a',
  '#0d0f13',
]
/** The one accent. */
const blue: MantineColorsTuple = [
  '#eef4ff',
  '#dbe7fe',
  '#bcd3fd',
  '#8fb6fb',
  '#6499f7',
  '#3d7bf0',
  '#1d5fd6',
  '#194fb3',
  '#183f8b',
  '#14306a',
]
/** Destructive acts and errors, nothing else. */
const red: MantineColorsTuple = [
  '#fff1f0',
  '#ffe0de',
  '#ffc4c0',
  '#ff9a94',
  '#f9716a',
  '#e5483f',
  '#c92a2a',
  '#a92222',
  '#86201f',
  '#6b1b1b',
]

/** A component’s default props, without loading the component. */
const defaults = <Props>(defaultProps: Partial<Props>) => ({ defaultProps })
/** A close button without a name is nothing to a screen reader. */
const named = { 'aria-label': t('action.close') }

export const theme = createTheme({
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.75rem' },
      h2: { fontSize: '1rem', lineHeight: '1.5rem' },
      h3: { fontSize: '0.875rem', lineHeight: '1.25rem' },
    },
  },
  colors: { gray, dark, blue, red },
  primaryColor: 'blue',
  primaryShade: { light: 6, dark: 6 },
  black: '#1a2029',
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '14px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  shadows: {
    xs: '0 1px 2px rgb(16 24 40 / 6%)',
    sm: '0 1px 3px rgb(16 24 40 / 8%), 0 1px 2px rgb(16 24 40 / 4%)',
    md: '0 6px 20px -4px rgb(16 24 40 / 14%), 0 2px 6px -2px rgb(16 24 40 / 8%)',
    lg: '0 12px 32px -6px rgb(16 24 40 / 18%)',
    xl: '0 20px 48px -10px rgb(16 24 40 / 24%)',
  },
  components: {
    ActionIcon: defaults<ActionIconProps>({ variant: 'subtle', color: 'gray' }),
    Alert: defaults<AlertProps>({ variant: 'light', radius: 'md' }),
    // In a line of text, colour alone makes no link (WCAG 1.4.1); where a link stands by itself, it may say 'hover'.
    Anchor: defaults<AnchorProps>({ underline: 'always' }),
    Badge: defaults<BadgeProps>({ variant: 'light', radius: 'sm', tt: 'none', fw: 500 }),
    Button: defaults<ButtonProps>({ size: 'sm' }),
    Drawer: defaults<DrawerProps>({ position: 'right', size: 480, closeButtonProps: named }),
    Input: defaults<InputProps>({ size: 'sm' }),
    InputWrapper: defaults<InputWrapperProps>({ size: 'sm', withAsterisk: false }),
    Menu: defaults<MenuProps>({
      withInitialFocusPlaceholder: false,
      shadow: 'md',
      withinPortal: true,
      transitionProps: { duration: 90 },
    }),
    Modal: defaults<ModalProps>({ centered: true, radius: 'lg', closeButtonProps: named }),
    Notification: defaults<NotificationProps>({ withBorder: true, closeButtonProps: named }),
    Skeleton: defaults<SkeletonProps>({ radius: 'sm' }),
    Table: defaults<TableProps>({ verticalSpacing: 'sm' }),
    Tooltip: defaults<TooltipProps>({ openDelay: 300, events: { hover: true, focus: true, touch: false } }),
  },
})

/** The library’s defaults that miss 4.5 : 1, made readable; both themes are held against axe. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': gray[6],
    '--mantine-color-placeholder': gray[6],
    '--mantine-color-error': red[6],
    '--mantine-color-success': '#0b7a4b',
    '--mantine-color-default-border': gray[3],
    '--mantine-color-anchor': blue[6],
    '--mantine-color-gray-light': gray[1],
    '--mantine-color-gray-light-color': gray[7],
    '--mantine-color-blue-light': blue[0],
    '--mantine-color-blue-light-color': blue[7],
    '--mantine-color-red-light': red[0],
    '--mantine-color-red-light-color': red[7],
    '--mantine-color-disabled': gray[1],
    '--mantine-color-disabled-color': gray[5],
    '--console-surface': '#ffffff',
    '--console-sunken': gray[0],
    '--console-line': gray[2],
    '--console-hover': gray[1],
    '--console-selected': blue[0],
    '--console-selected-text': blue[7],
  },
  dark: {
    '--mantine-color-dimmed': dark[2],
    '--mantine-color-placeholder': dark[2],
    '--mantine-color-error': red[3],
    '--mantine-color-success': '#4fc38a',
    '--mantine-color-default-border': dark[4],
    '--mantine-color-anchor': blue[3],
    '--mantine-color-gray-light': dark[5],
    '--mantine-color-gray-light-color': dark[1],
    '--mantine-color-gray-outline': dark[3],
    '--mantine-color-gray-text': dark[1],
    '--mantine-color-blue-light': 'rgb(61 123 240 / 18%)',
    '--mantine-color-blue-light-color': blue[2],
    '--mantine-color-blue-outline': blue[3],
    '--mantine-color-red-light': 'rgb(229 72 63 / 16%)',
    '--mantine-color-red-light-color': red[2],
    '--mantine-color-red-outline': red[3],
    '--mantine-color-disabled': dark[5],
    '--mantine-color-disabled-color': dark[3],
    '--console-surface': dark[6],
    '--console-sunken': dark[8],
    '--console-line': dark[5],
    '--console-hover': dark[5],
    '--console-selected': 'rgb(61 123 240 / 18%)',
    '--console-selected-text': blue[2],
  },
})
