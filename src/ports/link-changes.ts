/** News of links for those who remember them. */

/** What a process is told that remembers links. */
export interface LinkNews {
  /** The link behind a slug changed; null: any may have. */
  changed(slug: string | null): void
  /** Nothing is heard from now on, and nothing can be read: what is remembered is all there is. */
  alone(): void
  /** Links may have changed unheard: what is remembered has to be read again, as far as it can be. */
  doubtful(): void
}

/** Tells a process that links changed. */
export interface LinkChanges {
  /** Gives back how to stop. */
  watch(news: LinkNews): Promise<() => Promise<void>>
}
