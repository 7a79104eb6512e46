import { useSite } from '../../queries/account.ts'

/** Where a mail goes on a server that sends none. */
export function WithoutMail() {
  const { data: site } = useSite()
  if (site?.mail !== false) return null
  return (
    <p>
      This server has no mail of its own: the link waits with whoever runs it, under Admin, Mail, and in the
      server’s log. Ask them for it.
    </p>
  )
}
