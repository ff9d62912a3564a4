import { Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import classes from './Section.module.css'

type Props = {
  title: string
  help?: ReactNode
  /** At the right of the title. */
  actions?: ReactNode
  children?: ReactNode
}

/** A titled card of a page. */
export function Section({ title, help, actions, children }: Props) {
  const id = useId()
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.head}>
        <div className={classes.titles}>
          <Title order={2} id={id}>
            {title}
          </Title>
          {help && (
            <Text size="sm" c="dimmed" mt={2}>
              {help}
            </Text>
          )}
        </div>
        {actions}
      </div>
      {children}
    </section>
  )
}
