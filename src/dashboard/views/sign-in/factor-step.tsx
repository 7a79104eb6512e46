import { type FormEvent, useEffect, useRef, useState } from 'react'
import { problemIn, textsOf } from '../../form.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Input } from '../../parts/input.tsx'
import { ProblemNote } from '../../parts/note.tsx'
import { type Factor, useGiveFactor } from '../../queries/sign-in.ts'

const TEXTS = {
  totp: {
    label: 'Code',
    hint: 'The six digits that your authenticator shows now.',
    other: 'Use a recovery code instead',
  },
  'backup-code': {
    label: 'Recovery code',
    hint: 'One of those you kept when you turned on the second factor. Each works once.',
    other: 'Use a code of your authenticator instead',
  },
} as const

/** Codes are read out in groups, and typed with spaces. */
const bare = (code: string) => code.replaceAll(/\s/g, '')

/** The second factor: a code, or a recovery code. */
export function FactorStep({ onRight, onBack }: { onRight: () => void; onBack: () => void }) {
  const [factor, setFactor] = useState<Factor>('totp')
  const give = useGiveFactor()
  const input = useRef<HTMLInputElement>(null)
  const { label, hint, other } = TEXTS[factor]
  useEffect(() => {
    if (factor) input.current?.focus()
  }, [factor])

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const { code = '' } = textsOf(event.currentTarget)
    give.mutate({ factor, code: bare(code) }, { onSuccess: onRight })
  }

  function change(): void {
    give.reset()
    setFactor(factor === 'totp' ? 'backup-code' : 'totp')
  }

  return (
    <form key={factor} onSubmit={submit} noValidate className="grid gap-5">
      <Field label={label} hint={hint}>
        {(field) => (
          <Input
            {...field}
            ref={input}
            name="code"
            autoComplete={factor === 'totp' ? 'one-time-code' : 'off'}
            inputMode={factor === 'totp' ? 'numeric' : 'text'}
            autoCapitalize="none"
            spellCheck={false}
            maxLength={40}
            className="font-mono tracking-widest"
          />
        )}
      </Field>
      <ProblemNote problem={problemIn(give.error)} />
      <Button type="submit" look="primary" pending={give.isPending} className="min-h-11">
        Sign in
      </Button>
      <div className="grid justify-items-start gap-1">
        <Button look="quiet" className="-ml-3.5" onClick={change}>
          {other}
        </Button>
        <Button look="quiet" className="-ml-3.5" onClick={onBack}>
          Sign in as somebody else
        </Button>
      </div>
    </form>
  )
}
