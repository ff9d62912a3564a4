import { Button, Drawer, Group, Modal, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { memo, useState } from 'react'
import { t } from '../../../i18n.ts'
import { AddUserForm } from './AddUserForm.tsx'

type Props = { accountId: string; isPartner: boolean; opened: boolean; onClose: () => void }

/** Add User beside the list; closing with something typed asks first. */
export const AddUser = memo(function AddUser({ accountId, isPartner, opened, onClose }: Props) {
  const [isTyped, setTyped] = useState(false)
  const [isAsking, asking] = useDisclosure(false)
  const close = () => {
    setTyped(false)
    asking.close()
    onClose()
  }
  // Later, or the Escape that asks to close the drawer would close the question too.
  const ask = () => void setTimeout(asking.open)
  return (
    <>
      <Drawer
        opened={opened}
        onClose={isTyped ? ask : close}
        title={t('addUser.title')}
        closeOnEscape={!isAsking}
        transitionProps={{ duration: 120 }}
      >
        <AddUserForm
          accountId={accountId}
          isPartner={isPartner}
          onTyped={setTyped}
          onCancel={isTyped ? asking.open : close}
          onDone={close}
        />
      </Drawer>
      <Modal opened={isAsking} onClose={asking.close} title={t('addUser.discardTitle')} size="sm" zIndex={300}>
        <Text size="sm">{t('addUser.discardHelp')}</Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={close}>
            {t('addUser.discard')}
          </Button>
          <Button onClick={asking.close} data-autofocus>
            {t('addUser.keep')}
          </Button>
        </Group>
      </Modal>
    </>
  )
})
