import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ChartIcon, OpenIcon, PenIcon, QrIcon, TrashIcon } from '../../parts/icons.tsx'
import { Menu, type MenuEntry } from '../../parts/menu.tsx'
import { useDeleteLink } from '../../queries/links.ts'
import type { Link } from '../../types.ts'
import { EditDialog } from './edit.tsx'
import { QrDialog } from './qr.tsx'

/** What can be done to a link, and the dialogs that it takes. */
export function RowMenu({ link, onGone }: { link: Link; onGone: () => void }) {
  const [open, setOpen] = useState<'qr' | 'edit' | null>(null)
  const removal = useDeleteLink()
  const navigate = useNavigate()
  const close = () => setOpen(null)
  const entries: MenuEntry[] = [
    { label: 'QR code', icon: <QrIcon />, run: () => setOpen('qr') },
    { label: 'Edit', icon: <PenIcon />, run: () => setOpen('edit') },
    {
      label: 'Statistics',
      icon: <ChartIcon />,
      run: () => void navigate({ to: '/dashboard/links/$linkId', params: { linkId: link.link_id } }),
    },
    { label: 'Open', icon: <OpenIcon />, href: link.short_url },
    {
      label: 'Delete',
      icon: <TrashIcon />,
      danger: true,
      run: () => {
        onGone()
        removal.mutate(link)
      },
    },
  ]
  return (
    <>
      <Menu label={`More for ${link.slug}`} entries={entries} />
      {open === 'qr' ? <QrDialog link={link} onClose={close} /> : null}
      {open === 'edit' ? <EditDialog link={link} onClose={close} /> : null}
    </>
  )
}
