/** One operation of the API: what it takes, what it answers, and a request to copy. */
import { PROBLEMS } from '../../contract/problem.ts'
import { answerBlock, codeBlock } from '../code.ts'
import { Html, html } from '../html.ts'
import type { Answer, Media, Operation, Parameter, Place, Resolve } from './description.ts'
import { curlOf, exampleOf } from './sample.ts'
import { drawField, drawFields, drawMembers, typeOf } from './schema.ts'

const NOTHING = html``

/** A text in which the codes of refusals lead to where they are explained. */
function withCodes(text: string): Html {
  const parts = text.split(/\b([a-z]+(?:_[a-z]+)+)\b/)
  return html`${parts.map((part) =>
    Object.hasOwn(PROBLEMS, part)
      ? html`<a href="/docs/errors#${part}"><code>${part}</code></a>`
      : html`${part}`,
  )}`
}

const WHERE: Record<string, string> = { path: 'in the path', query: 'in the query', header: 'a header' }

const parameter =
  (resolve: Resolve) =>
  (given: Parameter): Html => {
    const { name, in: where, required, description, schema = {} } = resolve(given)
    const notes = [WHERE[where] ?? where, ...(required ? ['required'] : [])]
    return drawField(name, schema, resolve, { notes, description })
  }

const parameters = (given: Parameter[], resolve: Resolve): Html =>
  given.length === 0
    ? NOTHING
    : html`<h4>Parameters</h4><dl class="fields">${given.map(parameter(resolve))}</dl>`

const mediaOf = (content: Record<string, Media> = {}) => Object.entries(content)

function body({ requestBody }: Operation, resolve: Resolve): Html {
  if (!requestBody) return NOTHING
  const { content, required } = resolve(requestBody)
  return html`${mediaOf(content).map(
    ([type, { schema = {} }]) =>
      html`<h4>Body</h4><p class="quiet"><code>${type}</code>${required ? ', required' : ''}</p>${drawFields(schema, resolve)}`,
  )}`
}

const headerNames = ({ headers = {} }: Answer, resolve: Resolve) =>
  Object.entries(headers).map(([name, header]) => [name, resolve(header).description ?? ''] as const)

function success(status: string, answer: Answer, resolve: Resolve): Html {
  const headers = headerNames(answer, resolve)
  const media = mediaOf(answer.content).map(([type, one]) => {
    const example = exampleOf(type, one, resolve)
    return html`<p class="quiet"><code>${type}</code>${one.schema ? html`, ${typeOf(one.schema, resolve)}` : ''}</p>
${one.schema ? drawMembers(one.schema, resolve) : NOTHING}
${example === null ? NOTHING : answerBlock('example', example)}`
  })
  const listed = headers.map(
    ([name, text]) => html`<div><dt><code>${name}</code> <span>a header</span></dt><dd>${text}</dd></div>`,
  )
  return html`<details><summary><b>${status}</b> ${answer.description ?? ''}</summary>
${media}
${listed.length === 0 ? NOTHING : html`<dl class="fields">${listed}</dl>`}
</details>`
}

const refused = (status: string, { description = '' }: Answer) =>
  html`<div><dt>${status}</dt><dd>${withCodes(description)}</dd></div>`

function answers({ responses = {} }: Operation, resolve: Resolve): Html {
  const all = Object.entries(responses).map(([status, answer]) => [status, resolve(answer)] as const)
  const good = all.filter(([status]) => /^[123]/.test(status))
  const bad = all.filter(([status]) => !/^[123]/.test(status))
  return html`<h4>Answers</h4>
${good.map(([status, answer]) => success(status, answer, resolve))}
${bad.length === 0 ? NOTHING : html`<dl class="refusals">${bad.map(([status, answer]) => refused(status, answer))}</dl>`}`
}

/** Who may call it, where that is not a key as everywhere. */
function access({ security }: Operation, schemes: Record<string, { description?: string }>): Html {
  if (!security) return NOTHING
  const names = security.flatMap(Object.keys)
  if (names.length === 0) return html`<p class="quiet">Asks for no key.</p>`
  return html`<p class="quiet">Asks for: ${names.map((name) => schemes[name]?.description ?? name).join(' or ')}</p>`
}

/** Draws operations of a server at `baseUrl`, each under an anchor of its operationId. */
export const operationDrawer =
  (baseUrl: string, resolve: Resolve, schemes: Record<string, { description?: string }>) =>
  (place: Place): Html => {
    const { id, method, path, operation } = place
    return html`<section class="operation" aria-labelledby="${id}">
<h3 id="${id}"><a href="#${id}">${operation.summary ?? id}</a></h3>
<p><code class="call"><b>${method}</b> ${new Html(breakable(path))}</code></p>
${operation.description ? html`<p>${operation.description}</p>` : NOTHING}
${access(operation, schemes)}
${codeBlock('curl', curlOf(baseUrl, place, resolve))}
${parameters(place.parameters, resolve)}
${body(operation, resolve)}
${answers(operation, resolve)}
</section>
`
  }

/** A path that may be broken at its slashes. */
const breakable = (path: string) => html`${path}`.text.replaceAll('/', '<wbr>/')
