/** The documentation for developers: every example holds this installation's own address. */
import type { Plans } from '../../domain/plan.ts'
import { html } from '../html.ts'
import type { Page } from '../page.ts'
import { ofAnalytics } from './analytics.ts'
import { beginning } from './begin.ts'
import { ofLinks } from './links.ts'
import { ofEveryCall } from './rules.ts'
import { callDrawer } from './samples.ts'
import { drawContents, drawSection } from './section.ts'
import { ofWords } from './words.ts'

export interface DocsFacts {
  /** The public base URL. */
  url: string
  plans: Plans
  /** Requests a minute and key; 0: no limit. */
  rateLimit: number
}

/** One choice for all examples on the page. Where the browser cannot apply it, all languages stand one after another. */
const SWITCH = html`<fieldset class="switch"><legend>Examples in</legend>
<label><input type="radio" name="language" value="curl" checked>curl</label>
<label><input type="radio" name="language" value="node">Node</label>
<label><input type="radio" name="language" value="python">Python</label>
</fieldset>`

export function docsPage({ url, plans, rateLimit }: DocsFacts): Page {
  const call = callDrawer(url)
  const sections = [
    ...beginning(url, call),
    ...ofLinks(call),
    ...ofAnalytics(url, call),
    ...ofEveryCall(url, call, rateLimit),
    ...ofWords(plans, call),
  ]
  return {
    title: 'Fluxly for developers',
    at: '/docs',
    contents: drawContents(sections),
    body: html`
<h1>Short links from your code</h1>
<p class="lead">REST, JSON and one bearer token. Everything that the dashboard does goes through this API; the <a href="/reference">reference</a> lists every field of it.</p>
${SWITCH}
${sections.map(drawSection)}`,
  }
}
