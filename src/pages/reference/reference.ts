/** The reference of the API, drawn from the description that `/openapi.json` serves: what is there, is here. */
import { type Html, html } from '../html.ts'
import type { Page } from '../page.ts'
import { type Description, type Place, placesOf, resolverOf } from './description.ts'
import { operationDrawer } from './operation.ts'

const OTHERS = 'More'

interface Group {
  name: string
  description: string
  places: Place[]
}

/** Operations by their first tag, in the order in which the description names the tags. */
function groupsOf(description: Description): Group[] {
  const places = placesOf(description)
  const tagOf = ({ operation }: Place) => operation.tags?.[0] ?? OTHERS
  const named = new Map((description.tags ?? []).map((tag) => [tag.name, tag.description ?? '']))
  for (const place of places) if (!named.has(tagOf(place))) named.set(tagOf(place), '')
  return [...named]
    .map(([name, text]) => ({
      name,
      description: text,
      places: places.filter((place) => tagOf(place) === name),
    }))
    .filter((group) => group.places.length > 0)
}

const anchor = (name: string) => `tag-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`

const listed = ({ name, places }: Group): Html =>
  html`<li><a href="#${anchor(name)}">${name}</a><ol>${places.map(
    ({ id, operation }) => html`<li><a href="#${id}">${operation.summary ?? id}</a></li>`,
  )}</ol></li>`

const drawGroup =
  (drawOperation: (place: Place) => Html) =>
  ({ name, description, places }: Group): Html =>
    html`<h2 id="${anchor(name)}">${name}</h2>
${description === '' ? html`` : html`<p>${description}</p>`}
${places.map(drawOperation)}`

/** The page. `openapi` is the object behind `/openapi.json`. */
export function referencePage(openapi: object): Page {
  const description = openapi as Description
  const groups = groupsOf(description)
  const drawOperation = operationDrawer(
    description.servers?.[0]?.url ?? '',
    resolverOf(openapi),
    description.components?.securitySchemes ?? {},
  )
  return {
    title: 'Fluxly API reference',
    at: '/reference',
    contents: html`<ol>${groups.map(listed)}</ol>`,
    body: html`
<h1>API reference</h1>
<p class="lead">Version ${description.info?.version ?? ''}, drawn from <a href="/openapi.json">openapi.json</a>, which is made from the schemas that check every request. For a first link see the <a href="/docs">documentation</a>; every refusal is in <a href="/docs/errors">errors</a>.</p>
${groups.map(drawGroup(drawOperation))}`,
  }
}
