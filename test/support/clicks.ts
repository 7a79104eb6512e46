/** Clicks for tests, written flat. */
import type { Click, Traits } from '../../src/domain/click.ts'

export type FlatClick = Pick<Click, 'link' | 'at'> & Traits

/** A click as the fold takes it. */
export const clickOf = ({ link, at, ...traits }: FlatClick): Click => ({ link, at, traits })
