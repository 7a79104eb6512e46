import { type FormEvent, useState } from 'react'
import { problemIn, textsOf } from '../../form.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { KeyIcon } from '../../parts/icons.tsx'
import { Input } from '../../parts/input.tsx'
import { Question } from '../../parts/question.tsx'
import { Card, Section } from '../../parts/section.tsx'
import { ErrorState, Skeleton } from '../../parts/states.tsx'
import { Time } from '../../parts/time.tsx'
import { toast } from '../../parts/toast-store.ts'
import { useAddPasskey, usePasskeys, useRemovePasskey } from '../../queries/profile.ts'
import type { Passkey } from '../../types.ts'
import { hasPasskeys } from '../sign-in/other-ways.tsx'
import { FreshNote } from './sign-in-again.tsx'

const nameOf = ({ name }: Passkey) => name || 'Passkey'

function AddForm() {
  const add = useAddPasskey()
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const form = event.currentTarget
    add.mutate((textsOf(form).name ?? '').trim() || 'Passkey', {
      onSuccess: () => {
        form.reset()
        toast('Passkey added')
      },
    })
  }
  return (
    <form onSubmit={submit} noValidate className="grid gap-3">
      <Field label="Name of the passkey" hint="Such as the device it is on.">
        {(field) => (
          <div className="flex flex-wrap gap-2">
            <Input
              {...field}
              name="name"
              autoComplete="off"
              maxLength={100}
              placeholder="laptop"
              className="min-w-0 flex-1 basis-44"
            />
            <Button type="submit" pending={add.isPending}>
              <KeyIcon />
              Add a passkey
            </Button>
          </div>
        )}
      </Field>
      <FreshNote problem={problemIn(add.error)} />
    </form>
  )
}

function RemoveQuestion({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const removal = useRemovePasskey()
  const yes = () =>
    removal.mutate(passkey.id, {
      onSuccess: () => {
        toast('Passkey removed')
        onClose()
      },
    })
  return (
    <Question
      title="remove this passkey?"
      yes="Remove"
      pending={removal.isPending}
      problem={problemIn(removal.error)}
      onYes={yes}
      onClose={onClose}
    >
      <p>
        <strong>{nameOf(passkey)}</strong> signs in no more. The device may go on offering it until you remove
        it there, too.
      </p>
    </Question>
  )
}

function PasskeyList() {
  const passkeys = usePasskeys()
  const [asked, setAsked] = useState<Passkey | null>(null)
  if (passkeys.isPending) return <Skeleton className="h-12" />
  if (passkeys.isError && !passkeys.data)
    return <ErrorState error={passkeys.error} retry={() => void passkeys.refetch()} />
  if (passkeys.data.length === 0) return null
  return (
    <>
      <ul aria-label="Passkeys" className="divide-y divide-line border-line border-y">
        {passkeys.data.map((passkey) => (
          <li key={passkey.id} className="flex items-center justify-between gap-3 py-2 text-sm">
            <span className="min-w-0 truncate">
              <span className="font-medium">{nameOf(passkey)}</span>
              {passkey.createdAt ? (
                <span className="text-quiet">
                  {' '}
                  · added <Time at={passkey.createdAt} />
                </span>
              ) : null}
            </span>
            <Button look="quiet" aria-label={`Remove ${nameOf(passkey)}`} onClick={() => setAsked(passkey)}>
              Remove
            </Button>
          </li>
        ))}
      </ul>
      {asked ? <RemoveQuestion passkey={asked} onClose={() => setAsked(null)} /> : null}
    </>
  )
}

/** Signing in with a fingerprint, a face, or the device's own lock. */
export const PasskeySection = () => (
  <Section title="passkeys">
    <Card className="grid gap-4">
      <p className="max-w-prose text-sm">
        A passkey signs you in with a fingerprint, a face or the device’s lock, in place of a password and a
        code. It cannot be guessed, and no false site can ask for it.
      </p>
      <PasskeyList />
      {hasPasskeys() ? (
        <AddForm />
      ) : (
        <p className="text-quiet text-sm">
          Browsers have passkeys only where this server is reached by https.
        </p>
      )}
    </Card>
  </Section>
)
