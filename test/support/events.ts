/** Listening to server-sent events as a client does. */

export interface HeardEvent {
  id: string
  event: string
  data: string
}

/** One field of a block, or `""`. */
const field = (block: string, name: string) =>
  block
    .split('\n')
    .find((line) => line.startsWith(`${name}: `))
    ?.slice(name.length + 2) ?? ''

/** A stream that is open. */
export class Listener {
  readonly answer: Response
  readonly events: HeardEvent[] = []
  /** The last id that came, with an event or without. */
  lastId = ''
  /** Resolves when the stream is over, however it ends. */
  readonly over: Promise<void>
  readonly #hangUp: AbortController

  constructor(answer: Response, hangUp: AbortController) {
    this.answer = answer
    this.#hangUp = hangUp
    this.over = this.#listen().catch(() => undefined)
  }

  /** Opens a stream; resolves with its headers. */
  static async open(url: string, key: string, lastId?: string): Promise<Listener> {
    const hangUp = new AbortController()
    const headers = {
      Authorization: `Bearer ${key}`,
      ...(lastId === undefined ? {} : { 'Last-Event-ID': lastId }),
    }
    return new Listener(await fetch(url, { headers, signal: hangUp.signal }), hangUp)
  }

  async #listen(): Promise<void> {
    const decoder = new TextDecoder()
    let text = ''
    for await (const part of this.answer.body ?? []) {
      text += decoder.decode(part, { stream: true })
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) this.#hear(block)
    }
  }

  #hear(block: string): void {
    this.lastId = field(block, 'id') || this.lastId
    const [event, data] = [field(block, 'event'), field(block, 'data')]
    if (data !== '') this.events.push({ id: this.lastId, event, data })
  }

  async close(): Promise<void> {
    this.#hangUp.abort()
    await this.over
  }
}
