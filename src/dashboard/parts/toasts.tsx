import { useEffect, useState } from 'react'
import { IconButton } from './button.tsx'
import { CloseIcon } from './icons.tsx'
import { dismiss, type Toast, useToasts } from './toast-store.ts'

/** How long a toast stays, in milliseconds; with an action, long enough to decide. */
const STAYS = { plain: 5_000, action: 10_000 }

function ToastLine({ id, text, code, tone, action }: Toast) {
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => dismiss(id), action ? STAYS.action : STAYS.plain)
    return () => clearTimeout(timer)
  }, [held, id, action])
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only stays for as long as somebody is looking at it
    <div
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className={`arriving pointer-events-auto flex items-center gap-3 rounded-xl border bg-raised py-1.5 pr-1.5 pl-4 text-sm shadow-xl ${tone === 'wrong' ? 'border-wrong' : 'border-line'}`}
    >
      <p className="min-w-0 flex-1 py-1.5">
        <span
          className={`mr-2 font-mono ${tone === 'wrong' ? 'text-wrong' : 'text-accent'}`}
          aria-hidden="true"
        >
          {tone === 'wrong' ? '!' : '✓'}
        </span>
        {text}
        {code ? <code className="ml-2 font-mono text-accent break-all">{code}</code> : null}
      </p>
      {action ? (
        <button
          type="button"
          className="tap rounded-lg px-3 font-semibold text-accent hover:bg-code"
          onClick={() => {
            dismiss(id)
            action.run()
          }}
        >
          {action.label}
        </button>
      ) : null}
      <IconButton label="Dismiss" onClick={() => dismiss(id)}>
        <CloseIcon />
      </IconButton>
    </div>
  )
}

/** The place of toasts; drawn once, read out politely. */
export function Toasts() {
  const toasts = useToasts()
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 bottom-[calc(4.75rem+env(safe-area-inset-bottom))] z-50 mx-auto grid max-w-md gap-2 md:right-6 md:bottom-6 md:left-auto md:mx-0 md:w-96"
    >
      {toasts.map((one) => (
        <ToastLine key={one.id} {...one} />
      ))}
    </div>
  )
}
