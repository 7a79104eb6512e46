import { type FormEvent, useState } from 'react'
import { problemIn, textsOf } from '../../form.ts'
import { Button } from '../../parts/button.tsx'
import { CopyIconButton } from '../../parts/copy-button.tsx'
import { Dialog, DialogButtons } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { Input } from '../../parts/input.tsx'
import { ProblemNote } from '../../parts/note.tsx'
import { Skeleton } from '../../parts/states.tsx'
import { TEXT_LINK } from '../../parts/text-link.tsx'
import { type Enrolment, useBeginFactor, useConfirmFactor, useQrOf } from '../../queries/profile.ts'
import { PasswordQuestion } from './password-question.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'

const secretOf = (uri: string) => new URL(uri).searchParams.get('secret') ?? ''
const inFours = (text: string) => text.replaceAll(/(.{4})(?=.)/g, '$1 ')

/** The secret, for an authenticator: to scan, to open, or to type. */
function Secret({ uri }: { uri: string }) {
  const qr = useQrOf(uri)
  const secret = secretOf(uri)
  return (
    <div className="grid justify-items-center gap-3">
      {qr.data ? (
        <img
          src={qr.data}
          alt="QR code for your authenticator"
          width={192}
          height={192}
          className="size-48 rounded-lg border border-line"
        />
      ) : (
        <Skeleton className="size-48" />
      )}
      <p className="text-quiet text-sm pointer-fine:hidden">
        On this device?{' '}
        <a href={uri} className={TEXT_LINK}>
          Open it in your authenticator
        </a>
      </p>
      <p className="flex items-center gap-1 text-sm">
        <code className="text-center font-mono">{inFours(secret)}</code>
        <CopyIconButton text={secret} label="Copy the secret" />
      </p>
    </div>
  )
}

function Confirm({ begun, onDone, onClose }: { begun: Enrolment; onDone: () => void; onClose: () => void }) {
  const confirm = useConfirmFactor()
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const code = (textsOf(event.currentTarget).code ?? '').replaceAll(/\s/g, '')
    confirm.mutate(code, { onSuccess: onDone })
  }
  return (
    <form onSubmit={submit} noValidate className="grid gap-5">
      <p className="text-sm">Scan this with your authenticator, or type the letters into it.</p>
      <Secret uri={begun.totpURI} />
      <Field label="Code" hint="The six digits that it shows then.">
        {(field) => (
          <Input
            {...field}
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={10}
            className="font-mono tracking-widest"
          />
        )}
      </Field>
      <ProblemNote problem={problemIn(confirm.error)} />
      <DialogButtons>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" pending={confirm.isPending}>
          Turn on
        </Button>
      </DialogButtons>
    </form>
  )
}

const Done = ({ codes, onClose }: { codes: string[]; onClose: () => void }) => (
  <>
    <p role="status" className="text-sm">
      From now on signing in asks for a code as well.
    </p>
    <RecoveryCodes codes={codes} onDone={onClose} />
  </>
)

/** Turns on the second factor: password, secret, code, recovery codes. */
export function EnrolDialog({ onClose }: { onClose: () => void }) {
  const begin = useBeginFactor()
  const [done, setDone] = useState(false)
  const begun = begin.data
  return (
    <Dialog title={done ? 'recovery codes' : 'turn on the second factor'} onClose={onClose}>
      {!begun ? (
        <PasswordQuestion
          yes="Go on"
          pending={begin.isPending}
          error={begin.error}
          onPassword={(password) => begin.mutate(password)}
          onClose={onClose}
        />
      ) : null}
      {begun && !done ? <Confirm begun={begun} onDone={() => setDone(true)} onClose={onClose} /> : null}
      {begun && done ? <Done codes={begun.backupCodes} onClose={onClose} /> : null}
    </Dialog>
  )
}
