import { useState } from 'react'
import { problemIn } from '../../form.ts'
import { Button } from '../../parts/button.tsx'
import { Dialog, DialogButtons } from '../../parts/dialog.tsx'
import { Card, Section } from '../../parts/section.tsx'
import { useDeleteAccount } from '../../queries/profile.ts'
import type { Account } from '../../types.ts'
import { PasswordQuestion } from './password-question.tsx'
import { FreshNote } from './sign-in-again.tsx'

const WhatHappens = () => (
  <ul className="grid list-disc gap-1 pl-5 text-sm">
    <li>All your links stop working, at once and for good.</li>
    <li>Everything counted of their clicks is forgotten.</li>
    <li>Your keys stop working, and every browser is signed out.</li>
    <li>
      <strong>Nobody can bring any of it back</strong>, not even who runs this server.
    </li>
  </ul>
)

function WithoutPassword({ onClose }: { onClose: () => void }) {
  const deletion = useDeleteAccount()
  return (
    <>
      <FreshNote problem={problemIn(deletion.error)} />
      <DialogButtons>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" pending={deletion.isPending} onClick={() => deletion.mutate(undefined)}>
          Delete my account
        </Button>
      </DialogButtons>
    </>
  )
}

function WithPassword({ onClose }: { onClose: () => void }) {
  const deletion = useDeleteAccount()
  return (
    <PasswordQuestion
      yes="Delete my account"
      look="danger"
      pending={deletion.isPending}
      error={deletion.error}
      onPassword={(password) => deletion.mutate(password)}
      onClose={onClose}
    />
  )
}

/** The end of the account. */
export function DeletionSection({ account }: { account: Account }) {
  const [asking, setAsking] = useState(false)
  const close = () => setAsking(false)
  return (
    <Section title="delete the account">
      <Card className="flex flex-wrap items-center justify-between gap-4">
        <p className="max-w-prose text-sm">
          Your links stop working, and nothing of them can be brought back.
        </p>
        <Button look="danger" onClick={() => setAsking(true)}>
          Delete the account
        </Button>
      </Card>
      {asking ? (
        <Dialog title="delete the account?" onClose={close}>
          <WhatHappens />
          {account.has_password ? <WithPassword onClose={close} /> : <WithoutPassword onClose={close} />}
        </Dialog>
      ) : null}
    </Section>
  )
}
