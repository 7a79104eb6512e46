/** Holds the house's rules: the import table in docs/architecture.md, and words that belong in one file only. */
import { dirname, join, relative } from 'node:path'

const ROOT = join(import.meta.dir, '..')
const SRC = join(ROOT, 'src')
const ANYTHING = 'everything'

/** Words that only some files, or rooms (`pages/docs/`), may hold, and why. */
const WORDS: { word: RegExp; files: string[]; why: string }[] = [
  { word: /\bDate\.now\(/, files: ['system.ts'], why: 'time is handed in' },
  { word: /\bMath\.random\(/, files: [], why: 'chance is handed in, and unguessable' },
  {
    word: /\bprocess\.env\b|\bBun\.env\b/,
    files: ['main.ts', 'pages/docs/'],
    why: 'config.ts reads the environment; examples read their own',
  },
  {
    word: /\bfetch\(/,
    files: [
      'commands/health.ts',
      'dashboard/api.ts',
      'dashboard/page/',
      'dashboard/views/developer/samples.ts',
      'pages/docs/',
    ],
    why: 'the server asks nobody on the network, pages only our API, and health the server; examples for others do',
  },
  {
    word: /dangerouslySetInnerHTML|\.innerHTML|\bdocument\.write/,
    files: [],
    why: 'text never becomes markup',
  },
]

/** The table's rows: a room and the rooms it may import from. */
async function readTable(): Promise<Map<string, string[]>> {
  const text = await Bun.file(join(ROOT, 'docs/architecture.md')).text()
  const rows = text.matchAll(/^\| `([a-z/-]+)` \| ([^|]+) \|/gm)
  return new Map(
    [...rows].map(([, room = '', may = '']) => [
      room,
      may.split(',').map((word) => word.replaceAll('`', '').trim()),
    ]),
  )
}

/** The room a file is in: its folder, or for files directly in src their own name, else `start`. */
function roomOf(file: string, rooms: Map<string, string[]>): string {
  const named = [...rooms.keys()].filter((room) => file.startsWith(`${room}/`) || file === `${room}.ts`)
  return named.sort((a, b) => b.length - a.length)[0] ?? 'start'
}

const isIn = (file: string, allowed: string) =>
  allowed.endsWith('/') ? file.startsWith(allowed) : file === allowed

const importsOf = (text: string) =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, path = '']) => path)

/** Imports from a room that are there at run time: more than types. */
const loadedFrom = (room: string, text: string) =>
  [...text.matchAll(/^import (?!type )[^']*'(\.[^']+)'/gm)]
    .map(([, path = '']) => path)
    .filter((path) => path.includes(`/${room}/`))

async function problemsOf(file: string, rooms: Map<string, string[]>): Promise<string[]> {
  const text = await Bun.file(join(SRC, file)).text()
  const room = roomOf(file, rooms)
  const may = rooms.get(room) ?? []
  const wrongImports = importsOf(text)
    .map((path) => roomOf(relative(SRC, join(SRC, dirname(file), path)), rooms))
    .filter((other) => other !== room && !may.includes(other) && !may.includes(ANYTHING))
    .map((other) => `src/${file}: ${room} may not import from ${other}`)
  const wrongLoads =
    room === 'dashboard'
      ? loadedFrom('contract', text).map((path) => `src/${file}: only types may come from ${path}`)
      : []
  const wrongWords = WORDS.filter(
    ({ word, files }) => word.test(text) && !files.some((allowed) => isIn(file, allowed)),
  ).map(({ word, why }) => `src/${file}: ${word.source} does not belong here: ${why}`)
  return [...wrongImports, ...wrongLoads, ...wrongWords]
}

const rooms = await readTable()
const files = [...new Bun.Glob('**/*.{ts,tsx}').scanSync(SRC)].filter((file) => !file.endsWith('.test.ts'))
const problems = (await Promise.all(files.map((file) => problemsOf(file, rooms)))).flat()
for (const problem of problems) console.error(problem)
if (rooms.size < 8) console.error('docs/architecture.md has lost its table of rooms')
console.log(`${files.length} files keep the house's rules: ${problems.length === 0}`)
process.exit(problems.length === 0 && rooms.size >= 8 ? 0 : 1)
