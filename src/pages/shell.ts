/** Texts as a shell reads them. */

const LONGEST_LINE = 64

/** One word for the shell: quoted where it has to be. */
export const shellWord = (text: string): string =>
  /^[\w:/.@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/** A JSON body for `curl -d`: on one line where it is short, else a line for each member. */
export function shellJson(body: unknown): string {
  const lines = JSON.stringify(body, null, 2)
  const line = lines.replaceAll(/\n */g, ' ').replace(/^\{ (.*) \}$/, '{$1}')
  return shellWord(line.length <= LONGEST_LINE ? line : lines.replaceAll('\n', '\n  '))
}
