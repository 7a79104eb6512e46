/** Every refusal of the API, explained: where the `type` of a problem leads. */
import { PROBLEMS } from '../contract/problem.ts'
import { html } from './html.ts'
import type { Page } from './page.ts'

const row = ([code, { status, title, advice }]: [
  string,
  { status: number; title: string; advice: string },
]) =>
  html`<tr id="${code}"><td>${status}</td><td><code>${code}</code></td><td>${title}.<br><span class="quiet">${advice}</span></td></tr>`

export const errorsPage = (): Page => ({
  title: 'Errors of the Fluxly API',
  body: html`
<h1>Errors</h1>
<p>Every refusal is <code>application/problem+json</code> (RFC 9457). Match on <code>code</code>: its words never change.</p>
<div class="table" tabindex="0" role="region" aria-label="All errors"><table>
<thead><tr><th scope="col">Status</th><th scope="col">Code</th><th scope="col">Meaning</th></tr></thead>
<tbody>${Object.entries(PROBLEMS).map(row)}</tbody>
</table></div>`,
})
