/** Schemas as people read them: their type in words, their rules, their members. */
import { type Html, html } from '../html.ts'
import type { Resolve, Schema } from './description.ts'

/** The name behind a reference: `#/components/schemas/Link` is `Link`. */
const nameOf = (schema: Schema) => schema.$ref?.split('/').at(-1)

const choices = ({ anyOf, oneOf }: Schema) => anyOf ?? oneOf

/** `string`, `string or null`, `array of Link`. */
export function typeOf(schema: Schema, resolve: Resolve): string {
  const name = nameOf(schema)
  if (name !== undefined) return name
  const several = choices(schema)
  if (several) return [...new Set(several.map((one) => typeOf(one, resolve)))].join(' or ')
  if (schema.items) return `array of ${typeOf(schema.items, resolve)}`
  return [schema.type ?? 'anything'].flat().join(' or ')
}

/** The schema that says most: of a choice with null, the other. */
export function core(schema: Schema, resolve: Resolve): Schema {
  const found = resolve(schema)
  const chosen = choices(found)?.find((one) => resolve(one).type !== 'null')
  return chosen
    ? { ...core(chosen, resolve), ...(found.description ? { description: found.description } : {}) }
    : found
}

const range = (least: number | undefined, most: number | undefined, unit: string) => {
  if (least !== undefined && most !== undefined) return `${least} to ${most}${unit}`
  if (most !== undefined) return `at most ${most.toLocaleString('en')}${unit}`
  return least === undefined || least === 0 ? '' : `at least ${least}${unit}`
}

/** Whole numbers have the bounds of a machine where nobody set any; they tell a reader nothing. */
const told = (bound: number | undefined) =>
  bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER ? bound : undefined

const rules = (schema: Schema): string[] =>
  [
    schema.format ?? '',
    range(schema.minLength, schema.maxLength, ' characters'),
    range(told(schema.minimum), told(schema.maximum), ''),
    schema.default === undefined ? '' : `usually ${JSON.stringify(schema.default)}`,
  ].filter(Boolean)

const values = ({ enum: words, pattern }: Schema): Html =>
  words
    ? html` One of ${words.map((word, index) => html`${index === 0 ? '' : ', '}<code>${String(word)}</code>`)}.`
    : html`${pattern ? html` Pattern <code>${pattern}</code>` : ''}`

/** One named thing: its type, whether it has to be there, its rules. */
export function drawField(
  name: string,
  schema: Schema,
  resolve: Resolve,
  { notes = [], description }: { notes?: string[]; description?: string | undefined } = {},
): Html {
  const main = core(schema, resolve)
  const facts = [typeOf(schema, resolve), ...notes, ...rules(main)].join(' · ')
  return html`<div><dt><code>${name}</code> <span>${facts}</span></dt><dd>${description ?? main.description ?? ''}${values(main)}</dd></div>`
}

const DEEPEST = 3

/** What is said of a member beside its type: in requests what is required, in answers what may be missing. */
type NotesOf = (required: boolean) => string[]

function members(schema: Schema, resolve: Resolve, notesOf: NotesOf, path = '', depth = 0): Html[] {
  const main = core(schema, resolve)
  if (main.items) return members(main.items, resolve, notesOf, `${path}[]`, depth)
  if (depth >= DEEPEST) return []
  const { properties = {}, required = [] } = main
  return Object.entries(properties).flatMap(([name, member]) => {
    const at = path === '' || path === '[]' ? name : `${path}.${name}`
    const notes = notesOf(required.includes(name))
    return [drawField(at, member, resolve, { notes }), ...members(member, resolve, notesOf, at, depth + 1)]
  })
}

const list = (rows: Html[]) => (rows.length === 0 ? html`` : html`<dl class="fields">${rows}</dl>`)

/** Every field of a request's body, those of objects inside it too, by their path: `timeline[].date`. */
export const drawFields = (schema: Schema, resolve: Resolve): Html =>
  list(members(schema, resolve, (required) => (required ? ['required'] : [])))

/** Every member of an answer. */
export const drawMembers = (schema: Schema, resolve: Resolve): Html =>
  list(members(schema, resolve, (required) => (required ? [] : ['not always there'])))
