/** What a worker has its supervisor do: count limits, send mails, gather figures. */
import type { Allowance } from '../domain/limiter.ts'
import type { Metrics } from '../http/operations.ts'
import type { Limits } from '../ports/limits.ts'
import type { Mailer } from '../ports/mail.ts'
import type { Channel } from './channel.ts'

/** Limits that the supervisor counts for all workers. */
export const limitsFromAfar = (channel: Channel): Limits => ({
  take: (terms, key) => channel.ask({ kind: 'take', terms, key }) as Promise<Allowance>,
  giveBack: (terms, key) => channel.tell({ type: 'gave-back', terms, key }),
  async enter(terms, key) {
    let place = 0
    const isIn = await channel.ask({ kind: 'enter', terms, key }, (id) => {
      place = id
    })
    return isIn ? () => channel.tell({ type: 'left', place }) : null
  },
})

/** Mails that the supervisor sends. */
export const mailerFromAfar = (channel: Channel, delivers: boolean): Mailer => ({
  delivers,
  send: (mail) => channel.tell({ type: 'mail', mail }),
})

/** The figures of all processes. */
export const metricsFromAfar = (channel: Channel): Metrics => ({
  text: () => channel.ask({ kind: 'metrics' }) as Promise<string>,
})
