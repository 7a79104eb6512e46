/** A source of unguessable bytes. */
export type RandomBytes = (bytes: number) => Uint8Array

/** Draws `length` characters evenly from `alphabet` (at most 256), where `random` gives unguessable bytes. */
export function randomText(alphabet: string, length: number, random: RandomBytes): string {
  const fair = 256 - (256 % alphabet.length)
  let text = ''
  while (text.length < length)
    for (const byte of random(length - text.length)) if (byte < fair) text += alphabet[byte % alphabet.length]
  return text
}
