/**
 * ClickHouse as a program of its own: its real engine, in process, behind the HTTP interface that clients speak.
 * `bun clickhouse-server.ts <folder> <port, or 0 for any>`. Says its port on a line when it answers; ends when its
 * input ends, so that it never outlives who started it.
 */
import { writeFileSync } from 'node:fs'
import { Session } from 'chdb'
import { asPair, CLUSTERS, isForPair, withoutKeeper } from './clickhouse-cluster.ts'

interface Asked {
  database: string
  settings: Map<string, string>
  statement: string
}

/** What a URL says that is no setting. */
const ABOUT_REQUEST = new Set(
  'query database default_format query_id session_id session_timeout session_check user password role'.split(
    ' ',
  ),
)
const NOT_THERE = new Set(['60', '81'])

const [folder = '', port = '0'] = process.argv.slice(2)
const settingsFile = `${folder}.xml`
writeFileSync(settingsFile, CLUSTERS)
const open = () => new Session(folder, { connectionArgs: [`--config-file=${settingsFile}`] })
/** Keeps the engine open between requests, each of which has a session of its own: settings stay its own. */
const engine = open()

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

const unpacked = (body: Uint8Array<ArrayBuffer>, encoding: string | null) =>
  encoding === 'gzip' ? Bun.gunzipSync(body) : body

async function asked(request: Request): Promise<Asked> {
  const { searchParams } = new URL(request.url)
  const body = unpacked(await request.bytes(), request.headers.get('content-encoding'))
  const statement = [searchParams.get('query'), new TextDecoder().decode(body)].filter(Boolean).join('\n')
  const settings = new Map([...searchParams].filter(([name]) => !ABOUT_REQUEST.has(name)))
  return { database: searchParams.get('database') ?? 'default', settings, statement }
}

/** Databases whose tables are those of two shards. */
const pairs = new Set<string>()

/** The statements by which one server carries out what a cluster would, once the engine has understood what that is. */
async function asOneServer({ database, settings, statement }: Asked): Promise<string[]> {
  if (isForPair(statement)) pairs.add(database)
  const here = withoutKeeper(statement)
  const alone = pairs.has(database) ? asPair(here, settings.get('insert_shard_id') ?? '0') : [here]
  return here === statement ? alone : [`select formatQuery(${quoted(statement)})`, ...alone]
}

async function carryOut({ database, settings, statement }: Asked): Promise<Uint8Array> {
  const session = open()
  try {
    await session.queryAsync(`use \`${database}\``)
    const set = [...settings].map(([name, value]) => `${name} = ${quoted(value)}`)
    if (set.length > 0) await session.queryAsync(`set ${set.join(', ')}`)
    let answer: Uint8Array = new Uint8Array()
    for (const alone of await asOneServer({ database, settings, statement }))
      answer = (await session.queryAsync(alone, { format: 'TabSeparated' })).bytes()
    return answer
  } finally {
    session.close()
  }
}

/** An error as ClickHouse tells it. */
function refusal(error: unknown): Response {
  const text = error instanceof Error ? error.message : String(error)
  const code = /^Code: (\d+)/.exec(text)?.[1] ?? '1002'
  return new Response(`${text}\n`, {
    status: NOT_THERE.has(code) ? 404 : 500,
    headers: { 'X-ClickHouse-Exception-Code': code },
  })
}

let last: Promise<unknown> = Promise.resolve()

/** One after the other: the engine in process is not made for many at once. */
function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const turn = last.then(act)
  last = turn.catch(() => undefined)
  return turn
}

async function answer(request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  if (pathname === '/ping') return new Response('Ok.\n')
  try {
    const question = await asked(request)
    const bytes = await inTurn(() => carryOut(question))
    const id = searchParams.get('query_id') ?? crypto.randomUUID()
    return new Response(Buffer.from(bytes), { headers: { 'X-ClickHouse-Query-Id': id } })
  } catch (error) {
    return refusal(error)
  }
}

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: Number(port),
  idleTimeout: 255,
  maxRequestBodySize: 1 << 30,
  fetch: answer,
})
console.log(server.port)

for await (const _ of Bun.stdin.stream());
await server.stop(true)
await inTurn(async () => engine.close())
process.exit(0)
