/** Mails: through an SMTP server where there is one; else into the log and the operator's view. */
import type { Clock, Log, Mail, Mailer } from '../../ports.ts'

const REMEMBERED = 50
/** Waits before the second and third try, in milliseconds. */
const TRY_AGAIN_AFTER = [5_000, 60_000]
const PATIENCE = 20_000

/** The last mails that did not reach anybody, newest first. */
class Undelivered {
  readonly #mails: (Mail & { at: number })[] = []
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(mail: Mail): void {
    this.#mails.unshift({ ...mail, at: this.#clock.now() })
    this.#mails.splice(REMEMBERED)
  }

  all() {
    return [...this.#mails]
  }
}

/** Writes mails into the log: for who runs Fluxly without a mail server. */
export function loggingMailer(log: Log, clock: Clock): Mailer {
  const undelivered = new Undelivered(clock)
  return {
    delivers: false,
    send(mail) {
      undelivered.add(mail)
      log.info(
        { to: mail.to, link: mail.link },
        `no SMTP_URL is set, so this mail is only shown here: ${mail.subject}`,
      )
    },
    undelivered: async () => undelivered.all(),
  }
}

/** Sends mails through an SMTP server (`smtp://user:password@host:587`, or `smtps://`). */
export function smtpMailer(smtpUrl: string, from: string, log: Log, clock: Clock): Mailer {
  const undelivered = new Undelivered(clock)

  /** The library is loaded when the first mail goes out. */
  async function open() {
    const { createTransport } = await import('nodemailer')
    const patience = { connectionTimeout: PATIENCE, greetingTimeout: PATIENCE, socketTimeout: PATIENCE }
    return createTransport({ url: smtpUrl, ...patience })
  }
  let transport: ReturnType<typeof open> | null = null

  async function attempt(mail: Mail, tried: number): Promise<void> {
    try {
      transport ??= open()
      await (await transport).sendMail({
        from,
        to: mail.to,
        subject: mail.subject,
        text: `${mail.text}\n\n${mail.link}\n`,
      })
    } catch (error) {
      const wait = TRY_AGAIN_AFTER[tried]
      log.warn({ err: error, to: mail.to, again: wait !== undefined }, 'a mail could not be sent')
      if (wait === undefined) undelivered.add(mail)
      else setTimeout(() => attempt(mail, tried + 1), wait).unref()
    }
  }

  return {
    delivers: true,
    send(mail) {
      void attempt(mail, 0)
    },
    undelivered: async () => undelivered.all(),
  }
}

/** Mails as the settings have them: through an SMTP server, or into the log. */
export const openMailer = (
  settings: { smtpUrl: string; from: string } | null,
  log: Log,
  clock: Clock,
): Mailer => (settings ? smtpMailer(settings.smtpUrl, settings.from, log, clock) : loggingMailer(log, clock))
