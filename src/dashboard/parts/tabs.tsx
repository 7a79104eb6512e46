import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

interface Props {
  label: string
  tabs: { name: string; content: ReactNode }[]
  /** The panel that is seen and what hears of another choice, where a page keeps it; else the first is seen at first. */
  at?: { name: string; onChange: (name: string) => void }
}

/** Panels of which one is seen; arrow keys move between their names. */
export function Tabs({ label, tabs, at }: Props) {
  const choice = at ? { value: at.name, onValueChange: at.onChange } : { defaultValue: tabs[0]?.name ?? '' }
  return (
    <Radix.Root {...choice} className="grid min-w-0 gap-3">
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
        <Radix.Content key={name} value={name} tabIndex={-1} className="min-w-0">
          {content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
