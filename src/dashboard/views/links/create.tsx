import { type FormEvent, useState } from 'react'
import { copyWhenThere } from '../../copy.ts'
import { problemIn, textsOf, useFocusWrong } from '../../form.ts'
import { Button } from '../../parts/button.tsx'
import { ProblemNote } from '../../parts/note.tsx'
import { toast } from '../../parts/toast-store.ts'
import { type NewLink, useCreateLink } from '../../queries/links.ts'
import { bareUrl } from '../../words.ts'
import { CreateOptions } from './options.tsx'
import { Prompt } from './prompt.tsx'
import { asMoment, meantTarget } from './target.ts'

/** Refusals that are shown at a field. */
const AT_A_FIELD = ['invalid_fields', 'slug_taken']
const OPTION_FIELDS = ['custom_slug', 'expires_at', 'password']

function wishIn(form: HTMLFormElement): NewLink {
  const { target_url = '', custom_slug, expires_at, password } = textsOf(form)
  return {
    target_url: meantTarget(target_url),
    ...(custom_slug ? { custom_slug: custom_slug.trim() } : {}),
    ...(expires_at ? { expires_at: asMoment(expires_at) } : {}),
    ...(password ? { password } : {}),
  }
}

/** One field, Enter, and the short URL is on the clipboard. Everything else is one step away. */
export function CreateLink() {
  const create = useCreateLink()
  const [withOptions, setWithOptions] = useState(false)
  const problem = problemIn(create.error)
  const form = useFocusWrong(problem)

  async function make(wish: NewLink, element: HTMLFormElement): Promise<void> {
    const made = create.mutateAsync(wish)
    const copied = await copyWhenThere(made.then(({ short_url }) => short_url))
    const link = await made.catch(() => null)
    if (!link) return
    element.reset()
    setWithOptions(false)
    toast(copied ? 'Made and copied' : 'Made', { code: bareUrl(link.short_url) })
  }

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    if (!create.isPending) void make(wishIn(event.currentTarget), event.currentTarget)
  }

  const open =
    withOptions || OPTION_FIELDS.some((field) => problem?.of(field)) || problem?.code === 'slug_taken'
  return (
    <form ref={form} onSubmit={submit} noValidate aria-label="Make a link" className="grid gap-3">
      <Prompt error={problem?.of('target_url') ?? null} pending={create.isPending} />
      {problem && !AT_A_FIELD.includes(problem.code) ? <ProblemNote problem={problem} /> : null}
      {open ? (
        <CreateOptions problem={problem} />
      ) : (
        <Button
          look="quiet"
          className="-ml-2 justify-self-start font-mono"
          onClick={() => setWithOptions(true)}
        >
          <span aria-hidden="true" className="text-accent">
            +
          </span>
          options: slug, expiry, password
        </Button>
      )}
    </form>
  )
}
