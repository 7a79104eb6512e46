import { useState } from 'react'
import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Card, Section } from '../../parts/section.tsx'
import { toast } from '../../parts/toast-store.ts'
import { useEndFactor, useNewRecoveryCodes } from '../../queries/profile.ts'
import type { Account } from '../../types.ts'
import { EnrolDialog } from './enrol.tsx'
import { PasswordQuestion } from './password-question.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

function EndDialog({ onClose }: { onClose: () => void }) {
  const end = useEndFactor()
  const yes = (password: string) =>
    end.mutate(password, {
      onSuccess: () => {
        toast('The second factor is off')
        onClose()
      },
    })
  return (
    <Dialog title="turn off the second factor?" onClose={onClose}>
      <PasswordQuestion
        yes="Turn off"
        look="danger"
        pending={end.isPending}
        error={end.error}
        onPassword={yes}
        onClose={onClose}
      >
        <p className="text-sm">Then your password alone signs in, and your recovery codes are void.</p>
      </PasswordQuestion>
    </Dialog>
  )
}

function CodesDialog({ onClose }: { onClose: () => void }) {
  const renew = useNewRecoveryCodes()
  return (
    <Dialog title="new recovery codes" onClose={onClose}>
      {renew.data ? (
        <RecoveryCodes codes={renew.data} onDone={onClose} />
      ) : (
        <PasswordQuestion
          yes="Make new codes"
          pending={renew.isPending}
          error={renew.error}
          onPassword={(password) => renew.mutate(password)}
          onClose={onClose}
        >
          <p className="text-sm">The codes that you have now stop working.</p>
        </PasswordQuestion>
      )}
    </Dialog>
  )
}

type Open = 'enrol' | 'end' | 'codes' | null

function Actions({ on, open }: { on: boolean; open: (which: Open) => void }) {
  if (!on)
    return (
      <Button className="justify-self-start" onClick={() => open('enrol')}>
        Turn on
      </Button>
    )
  return (
    <div className="flex flex-wrap gap-2">
      <Button onClick={() => open('codes')}>New recovery codes</Button>
      <Button look="danger" onClick={() => open('end')}>
        Turn off
      </Button>
    </div>
  )
}

/** A code beside the password. */
export function FactorSection({ account }: { account: Account }) {
  const [which, open] = useState<Open>(null)
  const close = () => open(null)
  return (
    <Section
      title="second factor"
      actions={account.two_factor ? <Badge tone="good">on</Badge> : <Badge>off</Badge>}
    >
      <Card className="grid gap-4">
        <p className="max-w-prose text-sm">
          {account.has_password
            ? 'A code from an authenticator application, asked for after your password: who knows the password alone does not get in.'
            : 'You sign in without a password, so there is nothing to stand beside. The house that you sign in with has a second factor of its own.'}
        </p>
        {account.has_password ? <Actions on={account.two_factor} open={open} /> : null}
      </Card>
      {which === 'enrol' ? <EnrolDialog onClose={close} /> : null}
      {which === 'end' ? <EndDialog onClose={close} /> : null}
      {which === 'codes' ? <CodesDialog onClose={close} /> : null}
    </Section>
  )
}
