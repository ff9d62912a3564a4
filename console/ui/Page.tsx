import { Box, type BoxProps } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './Page.module.css'

type Props = BoxProps & {
  /** form: a readable column; list: all the width there is. */
  width?: 'form' | 'list'
  children: ReactNode
}

/** The room of a page inside the shell, with its margins. */
export function Page({ width = 'form', children, ...props }: Props) {
  return (
    <Box className={classes.page} data-width={width} {...props}>
      {children}
    </Box>
  )
}
