import { Link } from '@tanstack/react-router'
import { t } from '../i18n.ts'
import { paths } from '../paths.ts'
import classes from './Brand.module.css'

/** Mark and name of the product; leads to the start page. */
export function Brand() {
  return (
    <Link to={paths.home} className={classes.brand} aria-label={t('nav.home')}>
      <img src="/icon.svg" alt="" width={22} height={22} />
      <span>{t('app.name')}</span>
    </Link>
  )
}
