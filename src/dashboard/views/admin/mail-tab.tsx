import { CopyButton } from '../../parts/copy-button.tsx'
import { Section } from '../../parts/section.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../parts/states.tsx'
import { Time } from '../../parts/time.tsx'
import { useSite } from '../../queries/account.ts'
import { useOutbox } from '../../queries/admin.ts'

function Outbox() {
  const outbox = useOutbox()
  if (outbox.isPending) return <SkeletonRows rows={3} />
  if (outbox.isError && !outbox.data)
    return <ErrorState error={outbox.error} retry={() => void outbox.refetch()} />
  if (outbox.data.length === 0)
    return (
      <EmptyState title="Nothing waits">
        Every mail since the last start went out, or there was none.
      </EmptyState>
    )
  return (
    <ul aria-label="Mails" className="divide-y divide-line rounded-xl border border-line bg-raised">
      {outbox.data.map(({ to, subject, link, at }) => (
        <li key={link + at} className="flex items-center gap-4 py-2.5 pr-2.5 pl-4 text-sm">
          <div className="grid min-w-0 flex-1 gap-0.5">
            <p className="truncate font-medium" title={to}>
              {to}
            </p>
            <p className="text-quiet">
              {subject} · <Time at={at} />
            </p>
          </div>
          <CopyButton text={link} label="Copy link" />
        </li>
      ))}
    </ul>
  )
}

/** Mails that reached nobody: their links can be handed over. */
export function MailTab() {
  const { data: site } = useSite()
  return (
    <Section
      title="mails that reached nobody"
      about={
        site?.mail === false
          ? 'No mail server is set (SMTP_URL), so every mail waits here. Hand its link over yourself, to nobody but whom it is for: it signs in as them.'
          : 'The mail server refused these. Hand the link over yourself, to nobody but whom it is for: it signs in as them.'
      }
    >
      <Outbox />
    </Section>
  )
}
