import { useEffect, useState } from 'react'
import { copyText } from '../copy.ts'
import { Button, type ButtonLook, IconButton } from './button.tsx'
import { CheckIcon, CopyIcon } from './icons.tsx'
import { toast } from './toast-store.ts'

const SHOWN_FOR = 1_600

/** Copies a text; true for a moment after it did. */
function useCopy(text: string): [boolean, () => void] {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_FOR)
    return () => clearTimeout(timer)
  }, [copied])
  async function copy(): Promise<void> {
    if (await copyText(text)) setCopied(true)
    else toast('The browser did not allow copying.', { tone: 'wrong' })
  }
  return [copied, () => void copy()]
}

const said = (copied: boolean) => (
  <span className="sr-only" aria-live="polite">
    {copied ? 'Copied' : ''}
  </span>
)

/** A square button that copies; `label` names what. */
export function CopyIconButton({ text, label }: { text: string; label: string }) {
  const [copied, copy] = useCopy(text)
  return (
    <>
      <IconButton label={label} onClick={copy}>
        {copied ? <CheckIcon className="size-4 text-accent" /> : <CopyIcon />}
      </IconButton>
      {said(copied)}
    </>
  )
}

/** A button with a word that copies. */
export function CopyButton({
  text,
  label = 'Copy',
  look = 'plain',
}: {
  text: string
  label?: string
  look?: ButtonLook
}) {
  const [copied, copy] = useCopy(text)
  return (
    <>
      <Button look={look} onClick={copy}>
        {copied ? <CheckIcon /> : <CopyIcon />}
        {copied ? 'Copied' : label}
      </Button>
      {said(copied)}
    </>
  )
}
