import { Dialog } from '../parts/dialog.tsx'
import { Checkbox } from '../parts/input.tsx'
import { turnShortcuts, useKnownShortcuts, useShortcutsOff } from './shortcuts.ts'

const Keys = ({ keys }: { keys: string }) => (
  <span className="flex gap-1">
    {keys.split(' ').map((key) => (
      <kbd
        key={key}
        className="min-w-7 rounded-md border border-edge bg-paper px-2 py-0.5 text-center font-mono text-xs"
      >
        {key}
      </kbd>
    ))}
  </span>
)

/** Every key that does something, and the switch for all of them. */
export function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const shortcuts = useKnownShortcuts()
  const off = useShortcutsOff()
  return (
    <Dialog title="keys" onClose={onClose}>
      <dl className="grid gap-2.5 text-sm">
        {shortcuts.map(({ keys, label }) => (
          <div key={keys} className="flex items-center justify-between gap-4">
            <dt>{label}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
      <Checkbox
        label="Single-key shortcuts"
        checked={!off}
        onChange={({ target }) => turnShortcuts(target.checked)}
      />
    </Dialog>
  )
}
