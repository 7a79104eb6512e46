/** One style for all pages that the server draws: small enough to stand in each. */
import TOKENS from './tokens.css' with { type: 'text' }

export const STYLE = `${TOKENS}
* { box-sizing: border-box }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; -webkit-text-size-adjust: 100%; overflow-wrap: break-word }
html { scroll-padding-top: 5rem }
.narrow { max-width: 27rem; margin: 0 auto; padding: clamp(2rem, 14vh, 8rem) 1.25rem 3rem }
header, footer, .plain, .guide { max-width: 68rem; margin: 0 auto; padding-inline: clamp(1.25rem, 4vw, 2rem) }
header { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: .25rem 1.5rem; padding-block: 1.5rem }
header nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font: .875rem/1.6 var(--mono) }
header nav a { color: var(--quiet); text-decoration: none; padding: .25rem 0 }
header nav a:hover, header nav [aria-current] { color: var(--ink); text-decoration: underline; text-decoration-color: var(--accent); text-underline-offset: .4em }
footer { margin-top: 4rem; padding-block: 1.5rem 3rem; color: var(--quiet); font-size: .875rem }
footer::before { content: ""; display: block; border-top: 1px solid var(--line); margin-bottom: 1.5rem }
footer p { margin: 0 0 .5rem } footer a { color: inherit; margin-right: 1rem; display: inline-block }
.plain main { padding-top: clamp(.5rem, 5vh, 3rem) }
.mark { font: 600 1rem/1.6 var(--mono); color: var(--ink); text-decoration: none; letter-spacing: -.01em }
.mark b { color: var(--accent); font-weight: 600 }
h1 { font-size: clamp(1.75rem, 5vw, 2.5rem); line-height: 1.15; letter-spacing: -.025em; font-weight: 650; margin: 0 0 1rem; text-wrap: balance; max-width: 22ch }
.narrow h1 { font-size: 1.5rem; margin: 2.5rem 0 .75rem; letter-spacing: -.015em }
h2 { font: 600 1rem/1.5 var(--mono); margin: 3.5rem 0 1rem }
h2::before { content: "// "; color: var(--accent) }
h2 a, h3 a { color: inherit; text-decoration: none } h2 a:hover, h3 a:hover { text-decoration: underline }
h3 { font-size: 1.125rem; line-height: 1.4; margin: 0 0 .25rem }
h4 { font: 600 .8125rem/1.5 var(--mono); color: var(--quiet); margin: 1.75rem 0 .25rem }
p { margin: 0 0 1rem; text-wrap: pretty; max-width: 66ch }
.lead { font-size: 1.125rem; color: var(--quiet); max-width: 56ch; margin-bottom: 1.75rem }
.quiet { color: var(--quiet) }
a { color: var(--accent); text-underline-offset: .3em }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 3px }
code, pre { font: .875em/1.6 var(--mono) } pre code { font-size: 1em }
.call { display: inline-block; max-width: 100%; color: var(--ink); font-weight: 600 }
.code { position: relative; margin: 0 0 1.25rem; background: var(--code); border: 1px solid var(--line); border-radius: 8px }
.answer { background: none } .code > p { margin: 0; padding: .5rem 1rem 0; font: .75rem/1.6 var(--mono); color: var(--quiet) }
.code pre { margin: 0; padding: .35rem 1rem .85rem; overflow-x: auto; font-size: .8125rem; border-radius: 8px }
.code button { position: absolute; top: .35rem; right: .5rem; width: auto; margin: 0; padding: .15rem .5rem; font: .75rem/1.6 var(--mono); color: var(--quiet); background: var(--code); border: 1px solid transparent }
.code button:hover { color: var(--ink); border-color: var(--line) }
label { display: block; font-weight: 600; margin: 1.5rem 0 .4rem }
input:not([type=radio]) { width: 100%; min-width: 0; font: inherit; color: inherit; background: transparent; border: 1px solid var(--quiet); border-radius: 8px; padding: .65rem .8rem }
::placeholder { color: var(--quiet); opacity: 1 }
button, .button { width: 100%; font: inherit; font-weight: 600; margin-top: 1rem; padding: .7rem 1.1rem; color: var(--on-accent); background: var(--accent); border: 1px solid transparent; border-radius: 8px; cursor: pointer }
.button { display: inline-block; width: auto; margin: 0 .5rem .25rem 0; text-decoration: none } .plain .button.plain { color: var(--ink); background: none; border-color: var(--line) }
.wrong { color: var(--wrong); font-weight: 600; margin: .5rem 0 0 }
.hero { display: grid; gap: 2rem 3rem; margin-bottom: 3rem } .hero > * { min-width: 0 }
.stage { display: grid } .stage > * { grid-area: 1 / 1; min-width: 0 }
.stage:not([data-stage=signed-in]) .shorten, .stage[data-stage=signed-in] .calls { visibility: hidden }
.shorten label { margin-top: 0 } .shorten .row { display: flex; gap: .5rem } .shorten button { width: auto; margin: 0 }
.said { margin: .5rem 0 0; min-height: 1.6em; font-size: .9375rem } .said a { font-family: var(--mono) }
.cards { list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem } .cards h2 { margin: 0 0 .5rem }
.cards > li { border-top: 1px solid var(--line); padding: 1.25rem 0 .5rem } .cards p { margin: 0 0 .5rem }
.figure { padding-top: .5rem } .figure b { font: 600 1.75rem/1.3 var(--mono); letter-spacing: -.04em; margin-right: .25rem }
.ticks { list-style: none; margin: .75rem 0 0; padding: 0 } .ticks li { padding: .2rem 0 .2rem 1.5rem; position: relative }
.ticks li::before { content: "+"; position: absolute; left: 0; font-family: var(--mono); color: var(--accent) } .ticks .lacks { color: var(--quiet) } .ticks .lacks::before { content: "–"; color: inherit }
.onward { margin-top: 2rem } .onward a { margin-right: 1.5rem }
dl { margin: 1rem 0 } dl > div { padding: .6rem 0; border-top: 1px solid var(--line) } dl > div:target { background: var(--code) }
dt { font-weight: 600 } dt span { font: .8125rem/1.6 var(--mono); color: var(--quiet); margin-left: .5rem } dd { margin: .1rem 0 0; max-width: 66ch }
.refusals > div { display: grid; gap: 0 1rem }
details { border-top: 1px solid var(--line); padding: .6rem 0 } details > :nth-child(2) { margin-top: .75rem } summary { cursor: pointer }
.operation { padding: 1.75rem 0 } .operation + .operation { border-top: 1px solid var(--line) }
.contents { font-size: .875rem } .contents ol { list-style: none; margin: 0; padding: 0 } .contents a { display: block; padding: .2rem 0; color: var(--quiet); text-decoration: none } .contents a:hover { color: var(--ink); text-decoration: underline }
.contents details { border: 0 } .contents .beside { display: none } .contents summary { font: .875rem/1.6 var(--mono) } .contents > * > ol > li > a { font-family: var(--mono) } .contents ol ol { padding: 0 0 .5rem 1rem }
.switch { position: sticky; top: 0; z-index: 1; display: flex; align-items: center; flex-wrap: wrap; gap: .25rem 1rem; margin: 0 0 -1.5rem; padding: .75rem 0; border: 0; border-bottom: 1px solid var(--line); background: var(--paper); font-size: .875rem }
.switch legend { float: left; padding: 0; color: var(--quiet) } .switch label { margin: 0; font: .875rem/1.6 var(--mono); cursor: pointer } .switch input { accent-color: var(--accent); margin: 0 .4rem 0 0 }
@supports not selector(:has(*)) { .switch { display: none } }
body:has([value=curl]:checked) [data-lang]:not([data-lang=curl]), body:has([value=node]:checked) [data-lang]:not([data-lang=node]), body:has([value=python]:checked) [data-lang]:not([data-lang=python]) { display: none }
@media (max-width: 63.99rem) { .contents { border-block: 1px solid var(--line); margin-bottom: 2rem } .contents details[open] > ol { padding-bottom: .75rem } }
@media (min-width: 44rem) { .cards { grid-template-columns: repeat(3, 1fr); gap: 2rem } .refusals > div { grid-template-columns: 16rem 1fr } .operation .refusals > div { grid-template-columns: 3rem 1fr } }
@media (min-width: 64rem) { .hero { grid-template-columns: 9fr 10fr; align-items: center } .guide { display: grid; grid-template-columns: 13rem minmax(0, 46rem); gap: 4rem; padding-top: 1.5rem } .contents details { display: none } .contents .beside { display: block } .contents { position: sticky; top: 2rem; align-self: start; max-height: calc(100vh - 4rem); overflow-y: auto } }
`
