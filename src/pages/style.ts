/** One style for all pages that the server draws: small enough to stand in each. */
import TOKENS from './tokens.css' with { type: 'text' }

export const STYLE = `${TOKENS}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; -webkit-text-size-adjust: 100% }
main { max-width: 42rem; margin: 0 auto; padding: clamp(2rem, 9vh, 6rem) 1.25rem 3rem }
.narrow { max-width: 27rem }
.mark { font: 600 .95rem/1 var(--mono); color: var(--ink); text-decoration: none; letter-spacing: -.01em }
.mark b { color: var(--accent); font-weight: 600 }
h1 { font-size: clamp(1.5rem, 5vw, 2rem); line-height: 1.2; letter-spacing: -.02em; margin: 2rem 0 .75rem; text-wrap: balance }
h2 { font: 600 1rem/1.4 var(--mono); margin: 2.5rem 0 .75rem }
h2::before { content: "// "; color: var(--accent) }
p { margin: 0 0 1rem; text-wrap: pretty }
.quiet { color: var(--quiet) }
a { color: var(--accent); text-underline-offset: .2em }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 3px }
code, pre, kbd { font: .875rem/1.6 var(--mono) }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1rem; margin: 0 0 1rem; overflow-x: auto }
label { display: block; font-weight: 600; margin: 1.5rem 0 .4rem }
input { width: 100%; font: inherit; color: inherit; background: transparent; border: 1px solid var(--quiet); border-radius: 8px; padding: .65rem .8rem }
button { width: 100%; font: inherit; font-weight: 600; margin-top: 1rem; padding: .7rem 1rem; color: var(--on-accent); background: var(--accent); border: 0; border-radius: 8px; cursor: pointer }
.wrong { color: var(--wrong); font-weight: 600; margin: .5rem 0 0 }
.table { overflow-x: auto }
table { width: 100%; border-collapse: collapse; font-size: .95rem }
th, td { text-align: left; vertical-align: top; padding: .55rem 1rem .55rem 0; border-bottom: 1px solid var(--line) }
th { font-weight: 600 } tr > :last-child { padding-right: 0 }
dl { margin: 1.5rem 0 } dl > div { padding: .7rem 0; border-top: 1px solid var(--line) } dl > div:target { background: var(--code) }
dt { font-weight: 600 } dd { margin: .15rem 0 0 }
`
