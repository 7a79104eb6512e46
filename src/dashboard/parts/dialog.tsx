import { type MouseEvent, type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { IconButton } from './button.tsx'
import { CloseIcon } from './icons.tsx'

interface Props {
  title: string
  /** Escape, the cross, or a press beside the dialog. Its owner then stops drawing it. */
  onClose: () => void
  children: ReactNode
  width?: string
}

/** Where the focus begins: in a form's first field, but where that would raise a phone's keyboard, at the dialog. */
function firstStop(dialog: HTMLDialogElement): HTMLElement {
  if (!matchMedia('(pointer: fine)').matches) return dialog
  return dialog.querySelector<HTMLElement>('form :is(input, select, textarea)') ?? dialog
}

/**
 * A dialog, open for as long as it is drawn. The browser's own: it keeps the focus inside and gives it back, and needs
 * no style of its own in the page, which our content policy would refuse. On a phone it rises from the bottom.
 */
export function Dialog({ title, onClose, children, width = 'sm:max-w-md' }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useLayoutEffect(() => {
    const element = dialog.current
    if (!element) return
    element.showModal()
    firstStop(element).focus()
    return () => element.close()
  }, [])
  const closeBeside = (event: MouseEvent) => {
    if (event.target === dialog.current) onClose()
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same, by the browser itself
    <dialog
      ref={dialog}
      aria-labelledby={id}
      tabIndex={-1}
      onClick={closeBeside}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      className={`arriving mx-auto mt-auto mb-0 max-h-[92dvh] w-full max-w-full overflow-y-auto rounded-t-2xl border border-line bg-raised text-ink shadow-2xl outline-none sm:my-auto sm:rounded-2xl ${width}`}
    >
      <div className="grid gap-5 p-5 pb-[max(1.25rem,env(safe-area-inset-bottom))]">
        <div className="flex items-start justify-between gap-3">
          <h2 id={id} className="pt-1 font-mono font-semibold text-base">
            <span className="text-accent">{'// '}</span>
            {title}
          </h2>
          <IconButton label="Close" onClick={onClose} className="-mt-1 -mr-2">
            <CloseIcon />
          </IconButton>
        </div>
        {children}
      </div>
    </dialog>
  )
}

/** The buttons at the end of a dialog. */
export function DialogButtons({ children }: { children: ReactNode }) {
  return <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">{children}</div>
}
