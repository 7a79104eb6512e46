/** Clicks for tests, written flat. */
import type { Click, Traits } from '../../src/domain/click.ts'

export type FlatClick = Pick<Click, 'link' | 'at'> & Traits

/** A click as the fold takes it. */
export const clickOf = ({ link, at, ...traits }: FlatClick): Click => ({ link, at, traits })

/** A click of somebody on a phone in France. */
export const flatClick = (link: number, at: number): FlatClick => ({
  link,
  at,
  referrer: 'direct',
  device: 'mobile',
  browser: 'Safari',
  os: 'iOS',
  country: 'FR',
  bot: false,
  visitor: at % 1000,
})

/** The same as the fold takes it. */
export const phoneClick = (link: number, at: number): Click => clickOf(flatClick(link, at))
