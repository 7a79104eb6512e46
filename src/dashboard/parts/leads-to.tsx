import { bareUrl } from '../words.ts'

/** Where a link leads, on one line. */
export const LeadsTo = ({ target }: { target: string }) => (
  <p className="truncate text-quiet text-sm" title={target}>
    <span aria-hidden="true" className="font-mono">
      →{' '}
    </span>
    <span className="sr-only">leads to </span>
    {bareUrl(target)}
  </p>
)
