/** Answers as they come over a connection. */

const HEAD_END = Buffer.from('\r\n\r\n')
const STATUS_AT = 9

/** How many bytes an answer has; Infinity while its head is not all there. */
function lengthOf(answer: Buffer): number {
  const end = answer.indexOf(HEAD_END)
  if (end < 0) return Number.POSITIVE_INFINITY
  const body = /\r\ncontent-length: *(\d+)/i.exec(answer.toString('latin1', 0, end))
  if (!body) throw new Error(`An answer without Content-Length:\n${answer.toString('latin1', 0, end)}`)
  return end + HEAD_END.length + Number(body[1])
}

/** Makes a function that takes what comes over one connection: the status of an answer when it is whole, else null. */
export function answerReader(): (chunk: Buffer) => number | null {
  let held: Buffer | null = null
  return (chunk) => {
    const answer: Buffer = held ? Buffer.concat([held, chunk]) : chunk
    const length = lengthOf(answer)
    if (answer.length > length) throw new Error('More came than was asked for.')
    held = answer.length < length ? Buffer.from(answer) : null
    return held ? null : Number(answer.toString('latin1', STATUS_AT, STATUS_AT + 3))
  }
}
