/**
 * The benchmarks: `npm run bench`, with `-- --json` for machines, `-- --quick` for a first look, and the names of
 * sections for those alone.
 */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { version } from '../package.json'
import { cleanUp } from '../test/support/server.ts'
import { stopDatabases } from './keeping.ts'
import { FULL, type Plan, QUICK } from './plan.ts'
import { allHold, json, type Section, table } from './report.ts'
import { isSection, SECTIONS, type SectionName, USUAL } from './sections.ts'

const machine = () =>
  `Fluxly ${version}, Bun ${Bun.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}`

/** Ends databases and servers, and removes every folder. */
const endAll = () => stopDatabases().finally(cleanUp)

/** What is asked for on the command line. */
function asked(): { asJson: boolean; plan: Plan; names: SectionName[] } {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean' }, quick: { type: 'boolean' } },
    allowPositionals: true,
  })
  const unknown = positionals.find((name) => !isSection(name))
  if (unknown !== undefined)
    throw new Error(`There is no section "${unknown}". There are: ${Object.keys(SECTIONS).join(', ')}.`)
  return {
    asJson: values.json ?? false,
    plan: values.quick ? QUICK : FULL,
    names: positionals.length > 0 ? positionals.filter(isSection) : USUAL,
  }
}

if (process.platform !== 'linux') throw new Error('The benchmarks read /proc, which only Linux has.')
// Servers end and their folders, which can be large, go with this command, however it ends. The package that brings
// PostgreSQL would end it at once, and with 0 where nobody says otherwise.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.removeAllListeners(signal)
  process.on(signal, () => endAll().finally(() => process.exit(130)))
}
const { asJson, plan, names } = asked()
const sections: Section[] = []
try {
  for (const name of names) sections.push(...(await SECTIONS[name](plan)))
} finally {
  await endAll()
}
const ended = allHold(sections) ? 0 : 1
process.stdout.write(`${(asJson ? json : table)(machine(), sections)}\n`, () => process.exit(ended))
