/** Mails: through an SMTP server where there is one; else into the log and the operators' outbox. */
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Mail, Mailer, Outbox } from '../../ports/mail.ts'

/** Waits before the second and third try, in milliseconds. */
const TRY_AGAIN_AFTER = [5_000, 60_000]
const PATIENCE = 20_000

export interface Mailing {
  outbox: Outbox
  log: Log
  clock: Clock
}

/** Keeps a mail that reached nobody for the operators. */
function keep({ outbox, log, clock }: Mailing, { to, subject, link, lasts }: Mail): void {
  const at = clock.now()
  outbox
    .add({ to, subject, link, at, expiresAt: at + lasts })
    .catch((error) => log.warn({ err: error, to }, 'a mail that reached nobody could not be kept either'))
}

/** Writes mails into the log: for who runs Fluxly without a mail server. */
export const loggingMailer = (mailing: Mailing): Mailer => ({
  delivers: false,
  send(mail) {
    keep(mailing, mail)
    mailing.log.info(
      { to: mail.to, link: mail.link },
      `no SMTP_URL is set, so this mail is only shown here: ${mail.subject}`,
    )
  },
})

/** The library, loaded when the first mail goes out. */
async function openTransport(url: string) {
  const { createTransport } = await import('nodemailer')
  const patience = { connectionTimeout: PATIENCE, greetingTimeout: PATIENCE, socketTimeout: PATIENCE }
  return createTransport({ url, ...patience })
}

/** Sends mails through an SMTP server (`smtp://user:password@host:587`, or `smtps://`), trying three times. */
export function smtpMailer(smtpUrl: string, from: string, mailing: Mailing): Mailer {
  let transport: ReturnType<typeof openTransport> | null = null

  async function deliver({ to, subject, text, link }: Mail): Promise<void> {
    transport ??= openTransport(smtpUrl)
    await (await transport).sendMail({ from, to, subject, text: `${text}\n\n${link}\n` })
  }

  async function attempt(mail: Mail, tried: number): Promise<void> {
    try {
      await deliver(mail)
    } catch (error) {
      const wait = TRY_AGAIN_AFTER[tried]
      mailing.log.warn({ err: error, to: mail.to, again: wait !== undefined }, 'a mail could not be sent')
      if (wait === undefined) keep(mailing, mail)
      else setTimeout(() => attempt(mail, tried + 1), wait).unref()
    }
  }

  return {
    delivers: true,
    send(mail) {
      void attempt(mail, 0)
    },
  }
}

/** Mails as the settings have them: through an SMTP server, or into the log. */
export const openMailer = (settings: { smtpUrl: string; from: string } | null, mailing: Mailing): Mailer =>
  settings ? smtpMailer(settings.smtpUrl, settings.from, mailing) : loggingMailer(mailing)
