import { Button } from '../../parts/button.tsx'
import { KeyHint } from '../../parts/key-hint.tsx'
import { CREATE_FIELD } from '../../shell/keys.ts'

/** The field that a long URL goes into, like the prompt of a shell. */
export function Prompt({ error, pending }: { error: string | null; pending: boolean }) {
  return (
    <div className="grid gap-2">
      <label htmlFor={CREATE_FIELD} className="sr-only">
        Target: the long URL
      </label>
      <div className="flex items-center gap-2 rounded-xl border border-edge bg-raised p-1.5 pl-4 shadow-sm has-[input:focus-visible]:border-accent has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-accent has-[input[aria-invalid]]:border-wrong">
        <span aria-hidden="true" className="font-mono font-semibold text-accent">
          &gt;
        </span>
        <input
          id={CREATE_FIELD}
          name="target_url"
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          placeholder="Paste a long URL"
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? 'create-error' : undefined}
          className="peer field-text min-h-11 min-w-0 flex-1 bg-transparent font-mono outline-none! placeholder:text-quiet"
        />
        <span className="peer-focus:hidden peer-[:not(:placeholder-shown)]:hidden">
          <KeyHint keys="c" />
        </span>
        <Button type="submit" look="primary" pending={pending} className="min-h-11">
          Shorten
          <span aria-hidden="true" className="hidden font-mono opacity-80 sm:inline">
            ↵
          </span>
        </Button>
      </div>
      {error ? (
        <p id="create-error" role="alert" className="font-medium text-sm text-wrong">
          {/^[a-z]/.test(error) ? `The target ${error}` : error}
        </p>
      ) : null}
    </div>
  )
}
