/** Folding: what the spool holds goes into the store, once. */
import type { Click, RawClick } from '../domain/click.ts'
import type { ClickStore } from '../ports/click-store.ts'
import type { Clock } from '../ports/clock.ts'
import type { SpoolPart } from '../ports/spool.ts'

export interface Folding {
  enrich(clicks: RawClick[]): Promise<Click[]>
  store: Pick<ClickStore, 'fold'>
  clock: Clock
  /** Hears of each part that is folded. */
  partFolded(): void
}

/** Folds parts of the spool, one transaction each. How many clicks they held; parts folded before count as well. */
export async function foldParts(
  parts: Iterable<SpoolPart>,
  { enrich, store, clock, partFolded }: Folding,
): Promise<number> {
  let folded = 0
  for (const { id, clicks } of parts) {
    await store.fold(id, await enrich(clicks), clock.now())
    folded += clicks.length
    partFolded()
  }
  return folded
}
