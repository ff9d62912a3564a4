import { useNetwork } from '@mantine/hooks'
import { IconCloudOff } from '@tabler/icons-react'
import { t } from '../i18n.ts'
import classes from './OfflineBanner.module.css'

/** Lies over the page, so that nothing moves when the connection comes and goes. */
export function OfflineBanner() {
  const { online } = useNetwork()
  return (
    <div role="status" className={classes.place}>
      {!online && (
        <div className={classes.banner}>
          <IconCloudOff size={16} aria-hidden />
          {t('offline.banner')}
        </div>
      )}
    </div>
  )
}
