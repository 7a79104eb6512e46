import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Badge } from '../../parts/badge.tsx'
import type { SeenClick } from '../../queries/stats.ts'
import { relative } from '../../words.ts'
import { countryName, deviceName, referrerName } from './names.ts'

const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

const isKnown = (name: string) => name.toLowerCase() !== 'other'

/** With what somebody came: "Desktop · Firefox on Linux", as far as it is known. */
function agentOf({ device, browser, os }: SeenClick): string {
  const program = [browser, os].filter(isKnown).join(' on ')
  const parts = [isKnown(device) ? deviceName(device) : '', program].filter(Boolean)
  return parts.length === 0 ? 'Unknown device' : parts.join(' · ')
}

const When = ({ at }: { at: string }) => (
  <time dateTime={at} title={EXACT.format(new Date(at))} className="text-quiet">
    {relative(at)}
  </time>
)

const LinkName = ({ id, slug }: { id: string; slug: string }) => (
  <Link
    to="/dashboard/links/$linkId"
    params={{ linkId: id }}
    className="flex min-w-0 items-center rounded-md font-mono text-accent hover:underline max-md:min-h-11"
  >
    <span className="truncate">{slug}</span>
  </Link>
)

interface Props {
  click: SeenClick
  fresh: boolean
  withLink: boolean
}

const COLUMNS = 'md:grid-cols-[7.5rem_minmax(0,1.1fr)_minmax(0,0.9fr)_minmax(0,1.5fr)_3rem]'
const COLUMNS_WITH_LINK =
  'md:grid-cols-[7.5rem_minmax(0,0.9fr)_minmax(0,1.1fr)_minmax(0,0.8fr)_minmax(0,1.5fr)_3rem]'

/** A click is shown as new for so long, in milliseconds; not again when a filter brings it back. */
const NEW_FOR = 15_000

const isNew = ({ clicked_at }: SeenClick) => new Date(Date.parse(clicked_at) + NEW_FOR) > new Date()

/** One click: a line on a desktop, a few on a phone. */
export function ClickRow({ click, fresh, withLink }: Props) {
  const [highlighted] = useState(() => fresh && isNew(click))
  return (
    <li
      className={`grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2.5 text-sm ${withLink ? COLUMNS_WITH_LINK : COLUMNS} ${highlighted ? 'fresh' : ''}`}
    >
      <span className="max-md:order-2 max-md:text-right">
        <When at={click.clicked_at} />
      </span>
      {withLink && click.link_id && click.slug ? (
        <span className="flex min-w-0 max-md:order-4">
          <LinkName id={click.link_id} slug={click.slug} />
        </span>
      ) : null}
      <span className="truncate font-mono max-md:order-1" title={click.referrer}>
        {referrerName(click.referrer)}
      </span>
      <span className="truncate max-md:order-3 max-md:col-span-2">
        {countryName(click.country)}
        <span className="text-quiet md:hidden"> · {agentOf(click)}</span>
      </span>
      <span className="truncate text-quiet max-md:hidden" title={agentOf(click)}>
        {agentOf(click)}
      </span>
      <span className="text-right max-md:order-5 empty:max-md:hidden">
        {click.bot ? <Badge tone="warn">bot</Badge> : null}
      </span>
    </li>
  )
}
