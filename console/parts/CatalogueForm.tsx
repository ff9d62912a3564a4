import { TextInput, Tooltip } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { type UserField, userFieldNames } from '../../domain/user-fields.ts'
import { t } from '../i18n.ts'
import classes from './CatalogueForm.module.css'
import { userFieldLabel } from './UserColumns.tsx'
import type { UserTexts } from './user-faults.ts'

/** Why a field can’t be written here: whose it is, in a sentence, and what other sources say. */
export type Lock = { source: string; sentence: string; others: readonly string[] }

type Props = {
  texts: UserTexts
  /** Sentences by field. */
  errors: Readonly<Record<string, string | undefined>>
  locks?: Partial<Record<UserField, Lock>>
  onChange: (field: UserField, text: string) => void
  onBlur: (field: UserField) => void
  /** Fields that need not be filled in are called so. */
  optional?: readonly UserField[]
  help?: Partial<Record<UserField, string>>
  autoFocus?: UserField
}

/**
 * Milliseconds from leaving a field until it is judged: a sentence that appears while the mouse button is down would
 * move what is being clicked.
 */
const untilReleased = 200

/** Half a line each; every other field takes a whole one. */
const half: ReadonlySet<string> = new Set(['firstName', 'lastName', 'mobile', 'extension'])

const inputModes: Partial<Record<UserField, 'email' | 'tel'>> = { email: 'email', mobile: 'tel' }

/** The fields of the catalogue as a form: a new field is here without a line of its own. */
export function CatalogueForm(props: Props) {
  return (
    <div className={classes.form}>
      {userFieldNames.map((field) => (
        <div key={field} className={half.has(field) ? undefined : classes.whole}>
          {props.locks?.[field] ? (
            <LockedField field={field} text={props.texts[field]} lock={props.locks[field]} />
          ) : (
            <OpenField field={field} {...props} />
          )}
        </div>
      ))}
    </div>
  )
}

function OpenField({
  field,
  texts,
  errors,
  onChange,
  onBlur,
  optional,
  help,
  autoFocus,
}: Props & { field: UserField }) {
  return (
    <TextInput
      label={
        <>
          {userFieldLabel(field)}
          {optional?.includes(field) && <span className={classes.optional}> {t('addUser.optional')}</span>}
        </>
      }
      description={help?.[field]}
      data-path={field}
      data-autofocus={autoFocus === field || undefined}
      value={texts[field]}
      error={errors[field]}
      inputMode={inputModes[field]}
      autoComplete="off"
      autoCapitalize={field === 'email' ? 'none' : undefined}
      spellCheck={false}
      onChange={(event) => onChange(field, event.currentTarget.value)}
      onBlur={() => setTimeout(() => onBlur(field), untilReleased)}
    />
  )
}

/** Read-only and focusable: the reason is said on hover, on focus and to screen readers. */
function LockedField({ field, text, lock }: { field: UserField; text: string; lock: Lock }) {
  return (
    <Tooltip
      multiline
      w={320}
      position="bottom-start"
      openDelay={0}
      events={{ hover: true, focus: true, touch: true }}
      label={
        <>
          {lock.sentence}
          {lock.others.map((other) => (
            <span key={other} className={classes.other}>
              {other}
            </span>
          ))}
        </>
      }
    >
      <div>
        <TextInput
          label={
            <span className={classes.lockedLabel}>
              {userFieldLabel(field)}
              <span className={classes.owner}>{lock.source}</span>
            </span>
          }
          value={text}
          readOnly
          variant="filled"
          inputWrapperOrder={['label', 'input', 'description']}
          description={[lock.sentence, ...lock.others].join(' ')}
          classNames={{ description: classes.spoken }}
          leftSection={<IconLock size={16} aria-hidden />}
          leftSectionPointerEvents="none"
        />
      </div>
    </Tooltip>
  )
}
