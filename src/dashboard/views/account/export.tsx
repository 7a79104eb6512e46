import { buttonClass } from '../../parts/button.tsx'
import { DownloadIcon } from '../../parts/icons.tsx'
import { Card, Section } from '../../parts/section.tsx'

const FILES = [
  { href: '/api/account/export', label: 'Everything', form: 'JSON' },
  { href: '/api/links.csv', label: 'Links', form: 'CSV' },
  { href: '/api/clicks.csv', label: 'Clicks', form: 'CSV' },
]

/** What the account holds, to take along. */
export const ExportSection = () => (
  <Section title="your data">
    <Card className="grid gap-4">
      <p className="max-w-prose text-sm">
        Take along what is yours: the account with its links, keys (without their secrets) and sessions, or
        lists for a spreadsheet.
      </p>
      <p className="flex flex-wrap gap-2">
        {FILES.map(({ href, label, form }) => (
          <a key={href} href={href} download className={buttonClass()}>
            <DownloadIcon />
            {label}
            <span className="font-mono text-quiet text-xs">{form}</span>
          </a>
        ))}
      </p>
    </Card>
  </Section>
)
