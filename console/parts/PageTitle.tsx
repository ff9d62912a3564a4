import { Title, type TitleProps } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { t } from '../i18n.ts'

/** Where the last title was shown; who arrives by a fresh load (null) is left where the browser put them. */
let titledPath: string | null = null

type Props = TitleProps & {
  /** What the browser’s tab says, where the heading is more than text. */
  title: string
  children?: ReactNode
  /** false where a field takes the focus. */
  takesFocus?: boolean
}

/**
 * The main heading: names the tab and, after a navigation, takes the focus, so that a screen reader says where one is
 * and the next Tab goes on from here.
 */
export function PageTitle({ title, children, takesFocus = true, ...props }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`
  }, [title])
  useEffect(() => {
    const isArrival =
      titledPath !== null && (titledPath !== location.pathname || document.activeElement === document.body)
    titledPath = location.pathname
    if (isArrival && takesFocus) heading.current?.focus({ preventScroll: true })
  }, [takesFocus])
  return (
    <Title order={1} ref={heading} tabIndex={-1} {...props}>
      {children ?? title}
    </Title>
  )
}
