import type { FormEvent } from 'react'
import { problemIn, textsOf, useFocusWrong } from '../form.ts'
import { Button } from '../parts/button.tsx'
import { Note } from '../parts/note.tsx'
import { Page } from '../parts/page.tsx'
import { ErrorState, SkeletonRows } from '../parts/states.tsx'
import { TextLink } from '../parts/text-link.tsx'
import { useDoor, useEnter, useSetUp } from '../queries/sign-in.ts'
import { useQueryState } from '../shell/address.ts'
import { AccountFields, accountIn } from './sign-in/account-fields.tsx'

function OwnerForm({ token }: { token: string }) {
  const setUp = useSetUp()
  const enter = useEnter()
  const problem = problemIn(setUp.error)
  const form = useFocusWrong(problem)

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const wish = { ...accountIn(textsOf(event.currentTarget)), token }
    setUp.mutate(wish, { onSuccess: () => void enter('/dashboard') })
  }

  return (
    <form ref={form} onSubmit={submit} noValidate className="grid gap-5">
      <p className="text-quiet text-sm">
        This is the first start. Make the owner’s account: it runs this server, decides who else may have an
        account, and sets plans.
      </p>
      <AccountFields problem={problem} />
      <Button type="submit" look="primary" pending={setUp.isPending} className="min-h-11">
        Make the owner’s account
      </Button>
    </form>
  )
}

const HasOwner = () => (
  <Note>
    This server has its owner already, so its one-time link does nothing any more.{' '}
    <TextLink to="/login">Sign in</TextLink>
  </Note>
)

const NoToken = () => (
  <Note tone="warn">
    The address of this page is not whole. Open the one-time link just as the server wrote it into its log
    when it started; it looks like <code className="font-mono">/setup?token=…</code>
  </Note>
)

/** The first account of a new server, by the link in its log. */
export function SetupView() {
  const [{ token = '' }] = useQueryState()
  const door = useDoor()
  return (
    <Page title="Set up Fluxly">
      {door.isPending ? <SkeletonRows rows={3} /> : null}
      {door.isError ? <ErrorState error={door.error} retry={() => void door.refetch()} /> : null}
      {door.data && !door.data.needs_owner ? <HasOwner /> : null}
      {door.data?.needs_owner && token === '' ? <NoToken /> : null}
      {door.data?.needs_owner && token !== '' ? <OwnerForm token={token} /> : null}
    </Page>
  )
}
