/** The same request in curl, Node and Python, written from one description of it. */

import { codeBlock } from '../code.ts'
import { type Html, html } from '../html.ts'
import { shellJson, shellWord } from '../shell.ts'

type Plain = string | number | boolean | null

export interface Call {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** The path below the base URL. */
  path: string
  query?: Record<string, string>
  body?: Record<string, Plain>
  headers?: Record<string, string>
  /** What the example does with the answer: prints its JSON, prints its status, or keeps it in this file. */
  answer?: 'json' | 'status' | { file: string }
}

/** One example in each language. */
export interface Sample {
  curl: string
  node: string
  python: string
}

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const jsValue = (value: Plain) => (typeof value === 'string' ? quoted(value) : String(value))
const PYTHON_WORDS: Record<string, string> = { true: 'True', false: 'False', null: 'None' }
const pythonValue = (value: Plain) =>
  typeof value === 'string' ? quoted(value) : (PYTHON_WORDS[String(value)] ?? String(value))

function curl(url: string, { method = 'GET', query = {}, body, headers = {}, answer }: Call): string {
  const queried = Object.entries(query)
  const verb = method === 'GET' || (method === 'POST' && body) ? '' : `-X ${method} `
  const file = typeof answer === 'object' ? `-o ${answer.file} ` : ''
  const status = answer === 'status' ? '-i ' : ''
  return [
    `curl ${verb}${queried.length > 0 ? '-G ' : ''}${status}${file}${shellWord(url)}`,
    '-H "Authorization: Bearer $FLUXLY_KEY"',
    ...(body ? ['-H "Content-Type: application/json"'] : []),
    ...Object.entries(headers).map(([name, value]) => `-H ${shellWord(`${name}: ${value}`)}`),
    ...queried.map(([name, value]) => `-d ${shellWord(`${name}=${value}`)}`),
    ...(body ? [`-d ${shellJson(body)}`] : []),
  ].join(' \\\n  ')
}

const jsName = (name: string) => (/^\w+$/.test(name) ? name : quoted(name))

const NODE_END = { json: 'console.log(await response.json())', status: 'console.log(response.status)' }

function node(
  url: string,
  { method = 'GET', query = {}, body, headers = {}, answer = 'json' }: Call,
): string {
  const file = typeof answer === 'object'
  const heads = [
    "Authorization: 'Bearer ' + process.env.FLUXLY_KEY",
    ...Object.entries({ ...(body ? { 'Content-Type': 'application/json' } : {}), ...headers }).map(
      ([name, value]) => `${jsName(name)}: ${quoted(value)}`,
    ),
  ]
  const asked = Object.entries(query).map(([name, value]) => `${name}: ${quoted(value)}`)
  const fields = Object.entries(body ?? {}).map(([name, value]) => `    ${name}: ${jsValue(value)},`)
  return [
    ...(file ? ["import { writeFile } from 'node:fs/promises'", ''] : []),
    ...(asked.length === 0 ? [] : [`const query = new URLSearchParams({ ${asked.join(', ')} })`]),
    `const response = await fetch(${asked.length === 0 ? quoted(url) : `\`${url}?\${query}\``}, {`,
    ...(method === 'GET' ? [] : [`  method: ${quoted(method)},`]),
    ...(heads.length === 1
      ? [`  headers: { ${heads[0]} },`]
      : ['  headers: {', ...heads.map((head) => `    ${head},`), '  },']),
    ...(body ? ['  body: JSON.stringify({', ...fields, '  }),'] : []),
    '})',
    file
      ? `await writeFile(${quoted(answer.file)}, Buffer.from(await response.arrayBuffer()))`
      : NODE_END[answer],
  ].join('\n')
}

const PYTHON_END = { json: 'print(response.json())', status: 'print(response.status_code)' }

function python(
  url: string,
  { method = 'GET', query = {}, body, headers = {}, answer = 'json' }: Call,
): string {
  const heads = Object.entries(headers).map(([name, value]) => `, ${quoted(name)}: ${quoted(value)}`)
  const asked = Object.entries(query).map(([name, value]) => `${quoted(name)}: ${quoted(value)}`)
  const fields = Object.entries(body ?? {}).map(
    ([name, value]) => `        ${quoted(name)}: ${pythonValue(value)},`,
  )
  return [
    'import os, requests',
    '',
    `response = requests.${method.toLowerCase()}(`,
    `    ${quoted(url)},`,
    `    headers={'Authorization': 'Bearer ' + os.environ['FLUXLY_KEY']${heads.join('')}},`,
    ...(asked.length === 0 ? [] : [`    params={${asked.join(', ')}},`]),
    ...(body ? ['    json={', ...fields, '    },'] : []),
    ')',
    typeof answer === 'object'
      ? `open(${quoted(answer.file)}, 'wb').write(response.content)`
      : PYTHON_END[answer],
  ].join('\n')
}

/** The examples of a call to the server at `baseUrl`. */
export const sampleOf = (baseUrl: string, call: Call): Sample => ({
  curl: curl(baseUrl + call.path, call),
  node: node(baseUrl + call.path, call),
  python: python(baseUrl + call.path, call),
})

/** All three, one after another; the page's switch shows one of them. */
export const drawSample = ({ curl, node, python }: Sample): Html =>
  html`${codeBlock('curl', curl, 'curl')}${codeBlock('Node', node, 'node')}${codeBlock('Python', python, 'python')}`

/** Draws calls to one server. */
export type DrawCall = (call: Call) => Html
export const callDrawer =
  (baseUrl: string): DrawCall =>
  (call) =>
    drawSample(sampleOf(baseUrl, call))
