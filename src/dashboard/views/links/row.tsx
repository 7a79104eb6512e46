import { Link as RouterLink } from '@tanstack/react-router'
import { Badge } from '../../parts/badge.tsx'
import { CopyIconButton } from '../../parts/copy-button.tsx'
import { ClockIcon, LockIcon } from '../../parts/icons.tsx'
import { LeadsTo } from '../../parts/leads-to.tsx'
import { Time } from '../../parts/time.tsx'
import type { Link } from '../../types.ts'
import { bareUrl, count, moment, relative } from '../../words.ts'
import { RowMenu } from './row-menu.tsx'

function Badges({ link }: { link: Link }) {
  const { expires_at: expiry } = link
  const expired = expiry !== null && new Date(expiry) <= new Date()
  return (
    <>
      {link.disabled ? <Badge tone="wrong">disabled</Badge> : null}
      {link.has_password ? (
        <Badge title="Asks for a password">
          <LockIcon className="size-3" />
          password
        </Badge>
      ) : null}
      {expiry ? (
        <Badge tone={expired ? 'wrong' : 'warn'} title={moment(expiry)}>
          <ClockIcon className="size-3" />
          {expired ? 'expired' : `ends ${relative(expiry)}`}
        </Badge>
      ) : null}
    </>
  )
}

/** The short URL, its slug in the foreground. */
function ShortUrl({ link }: { link: Link }) {
  const bare = bareUrl(link.short_url)
  return (
    <RouterLink
      to="/dashboard/links/$linkId"
      params={{ linkId: link.link_id }}
      className="min-w-0 truncate py-1 font-mono text-sm hover:underline"
      aria-label={`Statistics of ${bare}`}
    >
      <span className="text-quiet max-sm:hidden">{bare.slice(0, bare.length - link.slug.length)}</span>
      <span className="text-quiet sm:hidden">/r/</span>
      <span className="font-semibold text-accent">{link.slug}</span>
    </RouterLink>
  )
}

/** One link: a line on a desktop, a card on a phone. */
export function LinkRow({ link, onGone }: { link: Link; onGone: () => void }) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 py-2.5 pr-2 pl-4 md:grid-cols-[minmax(0,1fr)_7.5rem_8rem_auto]">
      <div className="grid min-w-0 gap-0.5">
        <div className="flex min-w-0 items-center gap-1">
          <ShortUrl link={link} />
          <CopyIconButton text={link.short_url} label={`Copy ${link.short_url}`} />
          <span className="hidden gap-1.5 md:flex">
            <Badges link={link} />
          </span>
        </div>
        <LeadsTo target={link.target_url} />
      </div>
      <div className="order-last col-span-full mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm md:order-none md:col-auto md:mt-0 md:justify-end">
        <RouterLink
          to="/dashboard/links/$linkId"
          params={{ linkId: link.link_id }}
          className="inline-flex items-center gap-1.5 rounded-md font-mono tabular-nums hover:text-accent max-md:min-h-8"
        >
          {count(link.click_count)}
          <span className="font-sans text-quiet">{link.click_count === 1 ? 'click' : 'clicks'}</span>
        </RouterLink>
        <span className="text-quiet md:hidden">
          <Time at={link.created_at} />
        </span>
        <span className="flex flex-wrap gap-1.5 md:hidden">
          <Badges link={link} />
        </span>
      </div>
      <span className="hidden text-right text-quiet text-sm md:block">
        <Time at={link.created_at} />
      </span>
      <RowMenu link={link} onGone={onGone} />
    </li>
  )
}
