/** Blocks of code. The copy button is hidden until a script gives it something to do. */
import { type Html, html } from './html.ts'

/** A block with a caption; `language` lets the page's switch choose among blocks that say the same. */
export const codeBlock = (caption: string, text: string, language = ''): Html =>
  html`<div class="code"${language === '' ? '' : html` data-lang="${language}"`}><p>${caption}</p><button type="button" data-copy hidden>Copy</button><pre tabindex="0"><code>${text}</code></pre></div>`
