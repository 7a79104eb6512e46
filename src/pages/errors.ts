/** Every refusal of the API, explained: where the `type` of a problem leads. */
import { PROBLEMS } from '../contract/problem.ts'
import { html } from './html.ts'
import type { Page } from './page.ts'

const entry = ([code, { status, title, advice }]: [
  string,
  { status: number; title: string; advice: string },
]) =>
  html`<div id="${code}"><dt>${status} <code>${code}</code></dt><dd>${title}. <span class="quiet">${advice}</span></dd></div>`

export const errorsPage = (): Page => ({
  title: 'Errors of the Fluxly API',
  at: '/docs/errors',
  body: html`
<h1>Errors</h1>
<p class="lead">Every refusal is <code>application/problem+json</code> (RFC 9457). Match on <code>code</code>: its words never change.</p>
<dl class="refusals">${Object.entries(PROBLEMS).map(entry)}</dl>
<p><a href="/docs">Documentation</a> · <a href="/reference">API reference</a></p>`,
})
