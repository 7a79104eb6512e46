import type { ReactNode } from 'react'
import { CopyIconButton } from '../../parts/copy-button.tsx'
import { Note } from '../../parts/note.tsx'
import { Card } from '../../parts/section.tsx'
import type { Link } from '../../types.ts'
import { bareUrl, day, moment, relative } from '../../words.ts'

function expiryOf({ expires_at: expiry }: Link): string {
  if (expiry === null) return 'never'
  return new Date(expiry) <= new Date() ? `expired, ${relative(expiry)}` : relative(expiry)
}

const Fact = ({
  name,
  title,
  children,
}: {
  name: string
  title?: string | undefined
  children: ReactNode
}) => (
  <div className="flex items-baseline gap-2">
    <dt className="text-quiet">{name}</dt>
    <dd title={title} className="font-mono text-xs sm:text-[0.8125rem]">
      {children}
    </dd>
  </div>
)

/** What the link is: its short URL, where it leads, and on what terms. */
export function LinkHead({ link }: { link: Link }) {
  return (
    <div className="grid gap-3">
      {link.disabled ? (
        <Note tone="wrong">
          The operator has disabled this link. Visitors see a page that says so; nothing else is lost.
        </Note>
      ) : null}
      <Card className="grid gap-3">
        <div className="grid gap-0.5">
          <div className="flex min-w-0 items-center gap-1">
            <a
              href={link.short_url}
              target="_blank"
              rel="noreferrer"
              className="min-w-0 truncate rounded-md font-mono font-semibold text-accent hover:underline max-md:py-2.5"
            >
              {bareUrl(link.short_url)}
            </a>
            <CopyIconButton text={link.short_url} label={`Copy ${link.short_url}`} />
          </div>
          <p className="flex min-w-0 items-baseline gap-2 text-sm">
            <span aria-hidden="true" className="font-mono text-quiet">
              →
            </span>
            <span className="sr-only">leads to</span>
            <a
              href={link.target_url}
              target="_blank"
              rel="noreferrer"
              title={link.target_url}
              className="min-w-0 truncate rounded-md text-quiet hover:text-ink hover:underline max-md:py-3"
            >
              {bareUrl(link.target_url)}
            </a>
          </p>
        </div>
        <dl className="flex flex-wrap gap-x-6 gap-y-1.5 border-line border-t pt-3 text-sm">
          <Fact name="Created" title={moment(link.created_at)}>
            {day(link.created_at)}
          </Fact>
          <Fact name="Expires" title={link.expires_at ? moment(link.expires_at) : undefined}>
            {expiryOf(link)}
          </Fact>
          <Fact name="Password">{link.has_password ? 'yes' : 'none'}</Fact>
        </dl>
      </Card>
    </div>
  )
}
