import { DropdownMenu } from 'radix-ui'
import { type ReactNode, useRef } from 'react'
import { IconButton } from './button.tsx'
import { DotsIcon } from './icons.tsx'

export interface MenuEntry {
  label: string
  icon: ReactNode
  /** An action, or an address that opens in a new tab. */
  run?: () => void
  href?: string
  danger?: boolean
}

const ENTRY =
  'tap flex items-center gap-2.5 rounded-md px-2.5 text-sm outline-none select-none data-highlighted:bg-code'

/**
 * A button with three dots and a list under it. Not modal: what locks the page's scrolling injects a style, which our
 * content policy refuses. An action runs after the focus is back at the button, so that a dialog can return it there.
 */
export function Menu({ label, entries }: { label: string; entries: MenuEntry[] }) {
  const button = useRef<HTMLButtonElement>(null)
  const chosen = useRef<(() => void) | undefined>(undefined)
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton label={label} ref={button}>
          <DotsIcon />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={document.getElementById('main')}>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={12}
          className="arriving z-40 min-w-44 rounded-xl border border-line bg-raised p-1.5 shadow-xl"
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            const run = chosen.current
            chosen.current = undefined
            button.current?.focus()
            run?.()
          }}
        >
          {entries.map(({ label: name, icon, run, href, danger }) => (
            <DropdownMenu.Item
              key={name}
              asChild={href !== undefined}
              className={`${ENTRY} ${danger ? 'text-wrong' : ''}`}
              onSelect={() => {
                chosen.current = run
              }}
            >
              {href === undefined ? (
                <>
                  {icon}
                  {name}
                </>
              ) : (
                <a href={href} target="_blank" rel="noreferrer">
                  {icon}
                  {name}
                </a>
              )}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
