import { problemIn } from '../../form.ts'
import { Button } from '../../parts/button.tsx'
import { Note, ProblemNote } from '../../parts/note.tsx'
import { useSendConfirmation } from '../../queries/sign-in.ts'
import { useMails, WithoutMail } from './mail-words.tsx'

/** The password was right, but the address is not confirmed: another mail is one press away. */
export function Unconfirmed({ email }: { email: string }) {
  const send = useSendConfirmation()
  const mails = useMails()
  return (
    <div role="alert" className="grid gap-3">
      <Note tone="warn">
        <div className="grid gap-3">
          <p>
            Your address <strong className="wrap-anywhere">{email}</strong> is not confirmed yet. Open the
            link in the mail that you got.
          </p>
          {send.isSuccess ? (
            <>
              <p className="font-medium">
                {mails ? 'Sent. Look into your mail, also among the junk.' : 'A new link was made.'}
              </p>
              <WithoutMail />
            </>
          ) : (
            <Button
              className="justify-self-start"
              pending={send.isPending}
              onClick={() => send.mutate(email)}
            >
              Send the mail again
            </Button>
          )}
        </div>
      </Note>
      <ProblemNote problem={problemIn(send.error)} />
    </div>
  )
}
