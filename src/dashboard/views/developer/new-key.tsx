import { useEffect, useRef } from 'react'
import { Button } from '../../parts/button.tsx'
import { CodeBlock } from '../../parts/code-block.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Tabs } from '../../parts/tabs.tsx'
import { useSite } from '../../queries/account.ts'
import type { KeyAnswer } from '../../types.ts'
import { samplesOf } from './samples.ts'

function FirstCall({ apiKey }: { apiKey: string }) {
  const { data: site } = useSite()
  const samples = samplesOf(site?.url ?? location.origin, apiKey)
  return (
    <Tabs
      label="Language"
      tabs={samples.map(({ language, text }) => ({
        name: language,
        content: <CodeBlock label={`${language} example`} text={text} />,
      }))}
    />
  )
}

/** A key that was just made: the only time that it is seen. */
export function NewKey({ made, onDone }: { made: KeyAnswer & { key: string }; onDone: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <div className="arriving grid gap-5 rounded-xl border border-accent bg-raised p-4 sm:p-5">
      <div className="grid gap-1">
        <h3 ref={heading} tabIndex={-1} className="font-semibold outline-none">
          Your new key “{made.name}”
        </h3>
        <p className="text-sm">
          Copy it now: <strong>it is shown this once.</strong> Only its fingerprint is kept, so a lost key is
          replaced, not recovered.
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 basis-72 select-all break-all rounded-lg bg-accent-soft px-3 py-2 font-mono text-accent text-sm">
          {made.key}
        </code>
        <CopyButton text={made.key} label="Copy key" look="primary" />
      </div>
      <div className="grid min-w-0 gap-2">
        <p className="font-semibold text-sm">Try it</p>
        <FirstCall apiKey={made.key} />
      </div>
      <Button className="justify-self-start" onClick={onDone}>
        I have kept it
      </Button>
    </div>
  )
}
