import { CopyButton } from './copy-button.tsx'

/** A piece of code that can be copied. It scrolls inside itself where it is too wide. */
export const CodeBlock = ({ label, text }: { label: string; text: string }) => (
  <div className="grid gap-2">
    {/* biome-ignore lint/a11y/useSemanticElements: a section would not be the code's own */}
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
      tabIndex={0}
      role="region"
      aria-label={label}
      className="overflow-x-auto rounded-lg bg-code p-4 font-mono text-[0.8125rem] leading-relaxed"
    >
      <code>{text}</code>
    </pre>
    <div className="justify-self-start">
      <CopyButton text={text} label={`Copy ${label}`} />
    </div>
  </div>
)
