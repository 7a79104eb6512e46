/** Our own small signs, drawn in the colour of the text around them. They say nothing to a screen reader. */
import type { ReactNode } from 'react'

function sign(children: ReactNode) {
  return function Icon({ className = 'size-4' }: { className?: string }) {
    return (
      <svg
        viewBox="0 0 24 24"
        className={`shrink-0 ${className}`}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        {children}
      </svg>
    )
  }
}

export const LinkIcon = sign(
  <path d="M10 14a4 4 0 0 0 5.7 0l3.6-3.6a4 4 0 0 0-5.7-5.7L12.5 5.8M14 10a4 4 0 0 0-5.7 0l-3.6 3.6a4 4 0 0 0 5.7 5.7l1.1-1.1" />,
)
export const ChartIcon = sign(<path d="M4 20V10M10 20V4M16 20v-7M21 20H3" />)
export const CodeIcon = sign(<path d="m8 7-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14" />)
export const PlanIcon = sign(<path d="m12 3 9 5-9 5-9-5 9-5ZM3 12.5l9 5 9-5M3 17l9 5 9-5" />)
export const PersonIcon = sign(<path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4 21c.5-4 3.5-6 8-6s7.5 2 8 6" />)
export const AdminIcon = sign(
  <path d="M12 3 4.5 6v5.5c0 4.5 3 8 7.5 9.5 4.5-1.5 7.5-5 7.5-9.5V6L12 3ZM9 12l2.2 2.2L15.5 10" />,
)
export const CopyIcon = sign(<path d="M9 9h11v11H9zM5 15H4V4h11v1" />)
export const CheckIcon = sign(<path d="m5 12.5 4.5 4.5L19 7.5" />)
export const DotsIcon = sign(<path d="M12 5.5v.01M12 12v.01M12 18.5v.01" strokeWidth="2.75" />)
export const CloseIcon = sign(<path d="m6 6 12 12M18 6 6 18" />)
export const LockIcon = sign(<path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3" />)
export const ClockIcon = sign(<path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.5 2" />)
export const SearchIcon = sign(<path d="M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20 20" />)
export const SunIcon = sign(
  <path d="M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4" />,
)
export const MoonIcon = sign(<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z" />)
export const SystemIcon = sign(<path d="M3 5h18v11H3zM9 20h6M12 16v4" />)
export const ExitIcon = sign(<path d="M14 4H5v16h9M10 12h11M17.5 8.5 21 12l-3.5 3.5" />)
export const OpenIcon = sign(<path d="M9 5H5v14h14v-4M13 5h6v6M19 5l-9 9" />)
export const TrashIcon = sign(<path d="M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5" />)
export const PenIcon = sign(<path d="M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19 4 20ZM13.5 7l3.5 3.5" />)
export const QrIcon = sign(
  <path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM20 14v.01M18 18h2v2M14 20v.01" />,
)
export const MoreIcon = sign(<path d="M4 7h16M4 12h16M4 17h16" />)
export const KeyboardIcon = sign(
  <path d="M2.5 6h19v12h-19zM6 10v.01M9 10v.01M12 10v.01M15 10v.01M18 10v.01M7.5 14h9" />,
)
export const DownloadIcon = sign(<path d="M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14" />)
export const EyeIcon = sign(
  <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z" />,
)
export const EyeOffIcon = sign(
  <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 20 20 4" />,
)
export const KeyIcon = sign(
  <path d="M8 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM12.5 12h9M18 12v4M21.5 12v2.5" />,
)
export const OffIcon = sign(<path d="M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.7 5.7l12.6 12.6" />)
