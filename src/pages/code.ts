/** Blocks of code. The copy button is hidden until a script gives it something to do. */
import { type Html, html } from './html.ts'

const text = (code: string) => html`<pre tabindex="0"><code>${code}</code></pre>`

/** Something to copy, with a caption; `language` lets the page's switch choose among blocks that say the same. */
export const codeBlock = (caption: string, code: string, language = ''): Html =>
  html`<div class="code"${language === '' ? '' : html` data-lang="${language}"`}><p>${caption}</p><button type="button" data-copy hidden>Copy</button>${text(code)}</div>`

/** Something that the server says, with a caption. */
export const answerBlock = (caption: string, code: string): Html =>
  html`<div class="code answer"><p>${caption}</p>${text(code)}</div>`
