/** The pages for developers: what they say is true, tried against a server. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { scratchFolder, startServer, type TestServer, type TestUser } from '../support/server.ts'
import { make } from './answers.ts'

interface Example {
  language: string
  text: string
}

let server: TestServer
let user: TestUser
let examples: Example[]

const read = async (path: string) =>
  (await fetch(server.url + path, { headers: { Accept: 'text/html' } })).text()

const SIGNS: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const plain = (markup: string) => markup.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => SIGNS[name] ?? '')

const BLOCK = /<div class="code" data-lang="(\w+)">.*?<code>(.*?)<\/code>/gs
const examplesIn = (page: string): Example[] =>
  [...page.matchAll(BLOCK)].map(([, language = '', text = '']) => ({ language, text: plain(text) }))

beforeAll(async () => {
  server = await startServer()
  user = await server.user('ann@example.com')
  examples = examplesIn(await read('/docs'))
})
afterAll(() => server.end())

const PROGRAMS: Record<string, (text: string) => string[]> = {
  curl: (text) => ['sh', '-c', text.replaceAll(/^curl/gm, 'curl -sS --fail-with-body')],
  node: (text) => ['node', '--input-type=module', '-e', text],
  python: (text) => ['python3', '-c', text],
}
const PRESENT = Object.keys(PROGRAMS).filter((language) => {
  const command = {
    curl: ['curl', '-V'],
    node: ['node', '-v'],
    python: ['python3', '-c', 'import requests'],
  }[language] as string[]
  return Bun.which(command[0] as string) !== null && Bun.spawnSync(command, { stderr: 'ignore' }).success
})

/** Runs an example as a reader would who has set the key. */
async function run({ language, text }: Example): Promise<string> {
  const child = Bun.spawn(PROGRAMS[language]?.(text) ?? [], {
    cwd: scratchFolder(),
    env: { PATH: process.env.PATH ?? '', FLUXLY_KEY: user.key },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
  const refused = out.includes('/docs/errors#')
  expect({ text, code: await child.exited, err, out, refused }).toMatchObject({
    code: 0,
    err: '',
    refused: false,
  })
  return out.trim()
}

interface Operation {
  operationId?: string
  parameters?: { name: string }[]
}
interface Operations {
  paths: Record<string, Record<string, Operation>>
}
const description = async () => (await (await fetch(`${server.url}/openapi.json`)).json()) as Operations

/** An example's three forms. They stand one after another on the page. */
const inAllLanguages = () =>
  examples
    .filter(({ language }) => language === 'curl')
    .map((_, index) => examples.slice(index * 3, index * 3 + 3))

/** The call that a curl makes, as `post /api/links`, and the names in its query. */
function callOf(curl: string): { call: string; names: string[] } {
  const path = /\/api\/[\w/.]+/.exec(curl)?.[0].replace('lnk_abcdef123456', '{id}') ?? ''
  const usual = / -d '\{/.test(curl) ? 'post' : 'get'
  const method = /-X (\w+)/.exec(curl)?.[1]?.toLowerCase() ?? usual
  const names = [...curl.matchAll(/(?:-d |[?&])(\w+)=/g)].map(([, name = '']) => name)
  return { call: `${method} ${path}`, names }
}

/** Whether the description has a call, with each parameter of its query. */
function isKnown({ paths }: Operations, curl: string): boolean {
  const { call, names } = callOf(curl)
  const [method = '', path = ''] = call.split(' ')
  const operation = paths[path]?.[method]
  const known = operation?.parameters?.map(({ name }) => name) ?? []
  return operation !== undefined && !path.endsWith('/stream') && names.every((name) => known.includes(name))
}

describe('the documentation', () => {
  test('holds every example in every language, with the address of this server', () => {
    const count = (language: string) => examples.filter((one) => one.language === language).length
    expect(count('curl')).toBeGreaterThan(10)
    expect([count('node'), count('python')]).toEqual([count('curl'), count('curl')])
    for (const { text } of examples) expect(text).toContain(`${server.url}/api/`)
  })

  test.each(PRESENT)('holds examples that work as they stand, in %s', async (language) => {
    const known = await description()
    const tried: string[] = []
    for (const [index, forms] of inAllLanguages().entries()) {
      const curl = forms[0]?.text ?? ''
      const example = forms.find((one) => one.language === language)
      if (!isKnown(known, curl)) continue
      const { link_id } = await make(server, user.key)
      const text = (example?.text ?? '')
        .replaceAll('lnk_abcdef123456', link_id)
        .replaceAll(/(my-link|spring-sale)/g, `$1-${language}-${index}`)
        .replace('order-4711', `order-${language}`)
      await run({ language, text })
      tried.push(callOf(curl).call)
    }
    expect(tried).toContain('post /api/links')
    expect(tried).toContain('get /api/links/{id}/analytics')
  })

  test.if(PRESENT.includes('curl'))('holds a first request that makes a link', async () => {
    const [first] = examples.filter(({ language }) => language === 'curl')
    const link = JSON.parse(await run(first as Example)) as { short_url: string; slug: string }
    expect(link).toMatchObject({ slug: 'my-link', short_url: `${server.url}/r/my-link` })
  })

  const hrefsIn = async (path: string) =>
    [...(await read(path)).matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href)

  async function leadsSomewhere(from: string, href: string): Promise<boolean> {
    const [path = '', anchor = ''] = href.split('#')
    if (/^\/(login|signup|dashboard)/.test(path)) return true
    const answer = await fetch(server.url + (path === '' ? from : path))
    return answer.ok && (anchor === '' || (await answer.text()).includes(`id="${anchor}"`))
  }

  test('leads only to what is there', async () => {
    const lost: string[] = []
    for (const from of ['/docs', '/reference', '/plans', '/docs/errors', '/'])
      for (const href of await hrefsIn(from)) if (!(await leadsSomewhere(from, href))) lost.push(from + href)
    expect(lost).toEqual([])
  })
})

test('the reference has every operation of the description, and every field of a new link', async () => {
  const page = await read('/reference')
  const ids = Object.values((await description()).paths).flatMap((item) =>
    Object.values(item).flatMap(({ operationId }) => operationId ?? []),
  )
  expect(ids).toContain('createLink')
  for (const id of ids) expect(page).toContain(`<h3 id="${id}">`)
  for (const field of ['target_url', 'custom_slug', 'expires_at', 'password', 'timeline[].date'])
    expect(page).toContain(`<dt><code>${field}</code>`)
  expect(page).toContain('<a href="/docs/errors#slug_taken">')
  expect(page).toContain(`${server.url}/api/links/lnk_abcdef123456/analytics`)
})

test('the plans have the numbers that are in force', async () => {
  const page = await read('/plans')
  for (const figure of ['25', '1,000', '1,000,000']) expect(page).toContain(`<b>${figure}</b>`)
})
