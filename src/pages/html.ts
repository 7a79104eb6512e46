/** HTML from templates in which every value is escaped, unless it is HTML itself. */

export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escapeText = (text: string) => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] as string)

type Value = string | number | Html | Html[]

function write(value: Value): string {
  if (Array.isArray(value)) return value.map((part) => part.text).join('')
  return value instanceof Html ? value.text : escapeText(String(value))
}

/** A template: values are written as text, parts made by this function as they are. */
export const html = (strings: TemplateStringsArray, ...values: Value[]): Html =>
  new Html(String.raw({ raw: strings }, ...values.map(write)))
