import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { PenIcon, QrIcon, TrashIcon } from '../../parts/icons.tsx'
import { useDeleteLink } from '../../queries/links.ts'
import type { Link } from '../../types.ts'
import { EditDialog } from '../links/edit.tsx'
import { QrDialog } from '../links/qr.tsx'

/** What can be done to the link. */
export function LinkActions({ link }: { link: Link }) {
  const [open, setOpen] = useState<'qr' | 'edit' | null>(null)
  const removal = useDeleteLink()
  const navigate = useNavigate()
  const close = () => setOpen(null)
  /** Away from here first: this page would ask for a link that is gone. */
  async function remove(): Promise<void> {
    await navigate({ to: '/dashboard', search: {} })
    removal.mutate(link)
  }
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => setOpen('qr')}>
        <QrIcon />
        QR
      </Button>
      <Button onClick={() => setOpen('edit')}>
        <PenIcon />
        Edit
      </Button>
      <Button look="danger" onClick={() => void remove()}>
        <TrashIcon />
        Delete
      </Button>
      {open === 'qr' ? <QrDialog link={link} onClose={close} /> : null}
      {open === 'edit' ? <EditDialog link={link} onClose={close} /> : null}
    </div>
  )
}
