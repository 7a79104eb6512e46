import { useSite } from '../../queries/account.ts'

/** Whether mails reach people from this server; true until it is known. */
export const useMails = (): boolean => useSite().data?.mail !== false

/** What a page is called that somebody waits on for a link. */
export const linkTitle = (mails: boolean) => (mails ? 'Look into your mail' : 'Ask for your link')

/** Where a mail goes on a server that sends none. */
export function WithoutMail() {
  if (useMails()) return null
  return (
    <p>
      This server sends no mails. The link waits with whoever runs it, under Admin, Mail, and in the server’s
      log: ask them for it.
    </p>
  )
}
