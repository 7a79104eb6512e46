/** Memory with many links. */
import { memoryOf } from './processes.ts'
import { row, type Section, whole } from './report.ts'
import { startSubject } from './subject.ts'

const CONNECTIONS = 32
/** How long the server is left alone before its memory is read for the last time, in milliseconds. */
const REST = 5_000

/** Follows every link, and once more in the same order, on a server of its own. */
export async function measureMemory(links: number): Promise<Section> {
  const subject = await startSubject(links)
  const idle = memoryOf(subject.pid)
  await subject.visit({ kind: 'rounds', links }, links * 2, CONNECTIONS)
  await subject.folded()
  const used = memoryOf(subject.pid)
  await Bun.sleep(REST)
  const rested = memoryOf(subject.pid)
  await subject.end()
  return {
    title: 'Memory',
    method: `${whole(links)} links in the database; a redirect over each of them, twice. Resident memory of the whole process.`,
    rows: [
      row('memory_idle', 'Just started', 'MB', idle.now),
      row('memory_used', 'When every click is folded (goal: under 120)', 'MB', used.now),
      row('memory_used_own', '  of it in no file (the rest can be taken back)', 'MB', used.own),
      row('memory_rested', `After ${REST / 1000} s without requests`, 'MB', rested.now),
      row('memory_peak', 'At its highest', 'MB', rested.peak),
    ],
    checks: [],
  }
}
