import { moment, relative } from '../words.ts'

/** A moment as "2 hours ago"; the whole of it on hover. */
export const Time = ({ at }: { at: string }) => (
  <time dateTime={at} title={moment(at)}>
    {relative(at)}
  </time>
)
