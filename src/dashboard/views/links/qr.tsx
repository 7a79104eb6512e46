import { buttonClass } from '../../parts/button.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import type { Link } from '../../types.ts'
import { bareUrl } from '../../words.ts'

/** The link as a QR code, to look at and to take along. */
export function QrDialog({ link, onClose }: { link: Link; onClose: () => void }) {
  const path = `/api/links/${link.link_id}`
  return (
    <Dialog title="QR code" onClose={onClose} width="sm:max-w-sm">
      <img
        src={`${path}/qr.svg`}
        alt={`QR code of ${link.short_url}`}
        width={320}
        height={320}
        className="mx-auto aspect-square w-full max-w-xs rounded-xl border border-line"
      />
      <p className="break-all text-center font-mono text-sm">{bareUrl(link.short_url)}</p>
      <div className="grid grid-cols-3 gap-2">
        <a href={`${path}/qr.svg`} download={`${link.slug}.svg`} className={buttonClass()}>
          SVG
        </a>
        <a href={`${path}/qr.png?size=1024`} download={`${link.slug}.png`} className={buttonClass()}>
          PNG
        </a>
        <CopyButton text={link.short_url} label="Copy URL" />
      </div>
    </Dialog>
  )
}
