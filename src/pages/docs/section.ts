/** Parts of the documentation, each with an anchor. */
import { type Html, html } from '../html.ts'

export interface Section {
  /** The anchor. */
  id: string
  title: string
  body: Html
}

export const drawSection = ({ id, title, body }: Section): Html =>
  html`<section aria-labelledby="${id}"><h2 id="${id}"><a href="#${id}">${title}</a></h2>
${body}</section>
`

/** The list of what is on the page. */
export const drawContents = (sections: Section[]): Html =>
  html`<ol>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ol>`

/** A list of terms and what they mean. */
export const terms = (rows: readonly (readonly [string, Html])[]): Html =>
  html`<dl class="fields">${rows.map(([name, text]) => html`<div><dt><code>${name}</code></dt><dd>${text}</dd></div>`)}</dl>`
