/** Memory with many links. */
import { TestServer } from '../test/support/server.ts'
import { memoryOf, peaksOf } from './processes.ts'
import { type Row, row, type Section, whole } from './report.ts'
import { Subject, startSubject } from './subject.ts'
import type { Traffic } from './traffic.ts'

const CONNECTIONS = 32
const WORKERS = 2
/** How long the server is left alone before its memory is read for the last time, in milliseconds. */
const REST = 5_000

/** The highest memory of two workers, and of the process above them, on the data of a server that has ended. */
export async function peaksOfWorkers(ended: Subject, traffic: Traffic, requests: number): Promise<Row[]> {
  const { port, env, program } = ended.server
  const server = new TestServer(port, env, program, WORKERS)
  await server.ready()
  const subject = new Subject(server, ended.user)
  await subject.visit(traffic, requests, CONNECTIONS)
  await subject.folded()
  const { folding, worker } = peaksOf(subject.pid)
  await subject.end()
  return [
    row('memory_worker_peak', 'One of two workers, at its highest (goal: under 256)', 'MB', worker),
    row('memory_above_peak', '  the process above them, which folds', 'MB', folding),
  ]
}

/** Follows every link, and once more in the same order, on a server of its own. */
export async function measureMemory(links: number): Promise<Section> {
  const subject = await startSubject(links)
  const idle = memoryOf(subject.pid)
  const rounds: Traffic = { kind: 'rounds', links }
  await subject.visit(rounds, links * 2, CONNECTIONS)
  await subject.folded()
  const used = memoryOf(subject.pid)
  await Bun.sleep(REST)
  const rested = memoryOf(subject.pid)
  await subject.end()
  const workers = await peaksOfWorkers(subject, rounds, links * 2)
  return {
    title: 'Memory',
    method: `${whole(links)} links in the database; a redirect over each of them, twice. Resident memory of the whole process, then the same with two workers.`,
    rows: [
      row('memory_idle', 'Just started', 'MB', idle.now),
      row('memory_used', 'When every click is folded (goal: under 120)', 'MB', used.now),
      row('memory_used_own', '  of it in no file (the rest can be taken back)', 'MB', used.own),
      row('memory_rested', `After ${REST / 1000} s without requests`, 'MB', rested.now),
      row('memory_peak', 'At its highest', 'MB', rested.peak),
      ...workers,
    ],
    checks: [],
  }
}
