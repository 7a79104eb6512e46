import { type FormEvent, useState } from 'react'
import { problemIn, textsOf, useFocusWrong } from '../../form.ts'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Input } from '../../parts/input.tsx'
import { FormProblem } from '../../parts/note.tsx'
import { Card } from '../../parts/section.tsx'
import { useCreateKey } from '../../queries/keys.ts'
import type { KeyAnswer } from '../../types.ts'
import { NewKey } from './new-key.tsx'

const isWhole = (made: KeyAnswer): made is KeyAnswer & { key: string } => made.key !== undefined

/** Names a key and makes it. */
export function GenerateKey() {
  const create = useCreateKey()
  const [made, setMade] = useState<(KeyAnswer & { key: string }) | null>(null)
  const problem = problemIn(create.error)
  const form = useFocusWrong(problem)

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const element = event.currentTarget
    create.mutate((textsOf(element).name ?? '').trim(), {
      onSuccess: (key) => {
        element.reset()
        if (isWhole(key)) setMade(key)
      },
    })
  }

  return (
    <div className="grid gap-4">
      <Card>
        <form ref={form} onSubmit={submit} noValidate className="grid gap-3">
          <Field
            label="Name of the key"
            error={problem?.of('name')}
            hint="Where it will be used, so that you know it again."
          >
            {(field) => (
              <div className="flex flex-wrap gap-2">
                <Input
                  {...field}
                  name="name"
                  autoComplete="off"
                  maxLength={100}
                  placeholder="newsletter"
                  className="min-w-0 flex-1 basis-52"
                />
                <Button type="submit" look="primary" pending={create.isPending}>
                  Generate
                </Button>
              </div>
            )}
          </Field>
          <FormProblem problem={problem} />
        </form>
      </Card>
      {made ? <NewKey key={made.key_id} made={made} onDone={() => setMade(null)} /> : null}
    </div>
  )
}
