import { problemIn } from '../../form.ts'
import { Button } from '../../parts/button.tsx'
import { KeyIcon } from '../../parts/icons.tsx'
import { ProblemNote } from '../../parts/note.tsx'
import { usePasskeySignIn, useProvider } from '../../queries/sign-in.ts'
import type { Site } from '../../types.ts'

const NAMES = { github: 'GitHub', google: 'Google' } as const

/** Browsers have passkeys only on https and on this machine. */
export const hasPasskeys = () => window.PublicKeyCredential !== undefined

interface Props {
  site: Site | undefined
  /** Where to go afterwards. */
  next: string
  onRight: () => void
}

/** Ways in without a password. */
export function OtherWays({ site, next, onRight }: Props) {
  const passkey = usePasskeySignIn()
  const provider = useProvider()
  const providers = site?.providers ?? []
  if (!hasPasskeys() && providers.length === 0) return null
  return (
    <div className="grid gap-3">
      <p className="flex items-center gap-3 text-quiet text-sm before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or
      </p>
      {hasPasskeys() ? (
        <Button
          className="min-h-11"
          pending={passkey.isPending}
          onClick={() => passkey.mutate(undefined, { onSuccess: onRight })}
        >
          <KeyIcon />
          Use a passkey
        </Button>
      ) : null}
      {providers.map((name) => (
        <Button
          key={name}
          className="min-h-11"
          pending={provider.isPending}
          onClick={() => provider.mutate({ provider: name, next })}
        >
          Go on with {NAMES[name]}
        </Button>
      ))}
      <ProblemNote problem={problemIn(passkey.error ?? provider.error)} />
    </div>
  )
}
