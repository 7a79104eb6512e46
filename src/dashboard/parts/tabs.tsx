import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

/** Panels of which one is seen; arrow keys move between their names. */
export function Tabs({ label, tabs }: { label: string; tabs: { name: string; content: ReactNode }[] }) {
  return (
    <Radix.Root defaultValue={tabs[0]?.name ?? ''} className="grid gap-3">
      <Radix.List aria-label={label} className="flex gap-1 overflow-x-auto border-line border-b">
        {tabs.map(({ name }) => (
          <Radix.Trigger
            key={name}
            value={name}
            className="tap -mb-px border-transparent border-b-2 px-3 font-mono text-quiet text-sm data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {name}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map(({ name, content }) => (
        <Radix.Content key={name} value={name} tabIndex={-1}>
          {content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
