/** The API's doors to clicks as they come: server-sent events that can be resumed. */
import type { NamedClick } from '../actions/export-clicks.ts'
import type { ClickFeed, followClicks } from '../actions/follow-clicks.ts'
import { showClick } from '../contract/analytics.ts'
import { Failure, invalidFields } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { Limits } from '../ports/limits.ts'
import type { ApiAction, ApiCall } from './api.ts'
import { endOf, eventAnswer, pause } from './event-stream.ts'
import { idOf } from './links.ts'
import { requireNoQuery } from './validate.ts'

/** How often somebody who listens is told, and how often that they are still heard, in milliseconds. */
const LOOK_EVERY = 1_000
const COMMENT_EVERY = 15_000
/** How often it is looked whether who listens still may: a key that is revoked meanwhile hears no more. */
const CHECK_EVERY = 4_000
const LONGEST = 300_000
const COME_AGAIN_AFTER = 2_000
const STREAMS_OF_USER = { name: 'streams', most: 10 }
const RETRY_AFTER = 30

export interface LiveDoor {
  follow: ReturnType<typeof followClicks>
  clock: Clock
  limits: Limits
  /** Says that the server stops, and every stream with it. */
  stopping: AbortSignal
}

const eventOf = ({ name, click }: NamedClick) =>
  `id: ${click.n}\nevent: click\ndata: ${JSON.stringify(showClick(name, click))}\n\n`

/** Moves the position that a client would resume from; without data it is no event. */
const mark = ({ position }: ClickFeed) => `id: ${position}\n\n`

/** Reads a feed for as long as its listener may hear it; null once they may not. */
function whileStanding(feed: ClickFeed, clock: Clock, stillStands: () => Promise<boolean>) {
  let checked = clock.monotonic()
  return async () => {
    if (clock.monotonic() - checked < CHECK_EVERY) return feed.next()
    checked = clock.monotonic()
    return (await stillStands()) ? feed.next() : null
  }
}

async function* eventsOf(
  feed: ClickFeed,
  next: ReturnType<typeof whileStanding>,
  over: AbortSignal,
  clock: Clock,
): AsyncGenerator<string> {
  yield `retry: ${COME_AGAIN_AFTER}\n${mark(feed)}`
  for (let sent = clock.monotonic(); !over.aborted; ) {
    const found = await next()
    if (!found) return
    const isQuiet = clock.monotonic() - sent >= COMMENT_EVERY
    if (found.clicks.length > 0 || isQuiet) sent = clock.monotonic()
    if (found.clicks.length > 0) yield found.clicks.map(eventOf).join('')
    else if (isQuiet) yield `: nothing new\n${mark(feed)}`
    if (!found.more) await pause(LOOK_EVERY, over)
  }
}

/** The position behind which a client wants to go on, or null. Throws 422 where it is none of ours. */
function lastPosition({ headers }: Request): number | null {
  const text = headers.get('last-event-id') ?? ''
  if (text === '') return null
  if (/^\d{1,16}$/.test(text)) return Number(text)
  throw invalidFields([{ field: 'Last-Event-ID', message: 'must be the id of an event of this stream.' }])
}

/** Makes the doors: of a link, and of all links of the caller. */
export function liveDoors({ follow, clock, limits, stopping }: LiveDoor) {
  /** Takes one of the places that a user has; gives back how to leave it. */
  async function enter(userId: string): Promise<() => void> {
    const leave = await limits.enter(STREAMS_OF_USER, userId)
    if (leave) return leave
    throw new Failure('rate_limited', `At most ${STREAMS_OF_USER.most} streams can be open. Close one.`, {
      retryAfter: RETRY_AFTER,
    })
  }

  async function listen(call: ApiCall, feed: ClickFeed): Promise<Response> {
    const { request, server, caller, stillStands } = call
    const leave = await enter(caller.user.id)
    const over = endOf([request.signal, stopping], LONGEST)
    over.signal.addEventListener('abort', leave)
    server.timeout(request, 0)
    const next = whileStanding(feed, clock, stillStands)
    return eventAnswer(eventsOf(feed, next, over.signal, clock), over)
  }

  /** Looked at before anything is read: whoever is refused is refused at once. */
  function begin({ request }: ApiCall): number | null {
    requireNoQuery(request.url)
    if (stopping.aborted)
      throw new Failure('unavailable', 'The server is stopping. Come again in a moment.', { retryAfter: 5 })
    return lastPosition(request)
  }

  const ofLink: ApiAction = async (call) => {
    const after = begin(call)
    return listen(call, await follow.ofLink(call.caller.user, idOf(call.request), after))
  }

  const ofAccount: ApiAction = async (call) => {
    const after = begin(call)
    return listen(call, await follow.ofAccount(call.caller.user, after))
  }

  return { ofLink, ofAccount }
}
