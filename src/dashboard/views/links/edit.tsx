import { type FormEvent, useState } from 'react'
import type { Problem } from '../../api.ts'
import { problemIn, textsOf, useFocusWrong } from '../../form.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog, DialogButtons } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { Checkbox, Input } from '../../parts/input.tsx'
import { FormProblem } from '../../parts/note.tsx'
import { toast } from '../../parts/toast-store.ts'
import { type LinkChange, useChangeLink } from '../../queries/links.ts'
import type { Link } from '../../types.ts'
import { localInput, timeZone } from '../../words.ts'
import { usePasswords } from './options.tsx'
import { asMoment, meantTarget } from './target.ts'

const shownExpiry = ({ expires_at }: Link) => (expires_at ? localInput(new Date(expires_at)) : '')

function changedExpiry(link: Link, expiry: string): LinkChange {
  if (expiry === shownExpiry(link)) return {}
  return { expires_at: expiry === '' ? null : asMoment(expiry) }
}

function changedPassword({ password, no_password }: Record<string, string>): LinkChange {
  if (no_password) return { password: null }
  return password ? { password } : {}
}

/** Only what is different: the API changes nothing that is not named. */
function changeIn(form: HTMLFormElement, link: Link): LinkChange {
  const texts = textsOf(form)
  const target = meantTarget(texts.target_url ?? '')
  return {
    ...(target === link.target_url ? {} : { target_url: target }),
    ...changedExpiry(link, texts.expires_at ?? ''),
    ...changedPassword(texts),
  }
}

function PasswordField({ link, problem }: { link: Link; problem: Problem | null }) {
  const [removed, setRemoved] = useState(false)
  const { allowed, hint } = usePasswords()
  return (
    <div className="grid gap-1">
      <Field
        label={link.has_password ? 'New password' : 'Password'}
        error={problem?.of('password')}
        hint={hint}
      >
        {(field) => (
          <Input
            {...field}
            name="password"
            autoComplete="off"
            maxLength={256}
            placeholder={link.has_password ? 'unchanged' : 'none'}
            disabled={removed || !allowed}
          />
        )}
      </Field>
      {link.has_password ? (
        <Checkbox
          name="no_password"
          label="Let visitors through without a password"
          checked={removed}
          onChange={({ target }) => setRemoved(target.checked)}
        />
      ) : null}
    </div>
  )
}

/** Changes where a link leads, how long, and for whom. */
export function EditDialog({ link, onClose }: { link: Link; onClose: () => void }) {
  const change = useChangeLink(link.link_id)
  const problem = problemIn(change.error)
  const form = useFocusWrong(problem)

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const changes = changeIn(event.currentTarget, link)
    if (Object.keys(changes).length === 0) {
      onClose()
      return
    }
    change.mutate(changes, {
      onSuccess: () => {
        toast('Saved', { code: link.slug })
        onClose()
      },
    })
  }

  return (
    <Dialog title={`edit ${link.slug}`} onClose={onClose} width="sm:max-w-lg">
      <form ref={form} onSubmit={submit} noValidate className="grid gap-5">
        <Field label="Target" error={problem?.of('target_url')}>
          {(field) => (
            <Input
              {...field}
              name="target_url"
              inputMode="url"
              spellCheck={false}
              autoCapitalize="none"
              defaultValue={link.target_url}
              className="font-mono"
            />
          )}
        </Field>
        <Field
          label="Expiry"
          error={problem?.of('expires_at')}
          hint={`Empty: never. Your time, ${timeZone()}.`}
        >
          {(field) => (
            <Input {...field} name="expires_at" type="datetime-local" defaultValue={shownExpiry(link)} />
          )}
        </Field>
        <PasswordField link={link} problem={problem} />
        <FormProblem problem={problem} />
        <DialogButtons>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" pending={change.isPending}>
            Save
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}
