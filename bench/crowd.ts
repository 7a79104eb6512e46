/** Requests from two generators at once, shared by the servers they are sent to: what they cost these. */
import type { Outcome } from './load.ts'
import { answeringTime, cpuOf } from './processes.ts'
import type { Subject } from './subject.ts'

export interface Cost {
  /** Answers in a second. */
  rate: number
  /** CPU time of an answer on the threads that answer, in microseconds: what bounds how many they can carry. */
  answering: number
  /** CPU time of an answer with all that comes after it, in microseconds. */
  cpu: number
  /** Processors that the servers used while they answered. */
  busy: number
}

const CONNECTIONS = 64
/** Generators that send at once: a single one would be the limit. */
export const GENERATORS = 2

/** Asks a server `total` times. */
export type Ask = (subject: Subject, total: number, connections: number) => Promise<Outcome>

const sumOf = (subjects: Subject[], of: (pid: number) => number) =>
  subjects.reduce((sum, { pid }) => sum + of(pid), 0)

/** Sends requests to servers, as many to each, and waits until all that they cause is done. */
export async function crowd(subjects: Subject[], ask: Ask, requests: number): Promise<Cost> {
  const each = Math.ceil(requests / GENERATORS)
  const total = each * GENERATORS
  const cpu = () => sumOf(subjects, (pid) => cpuOf(pid).total)
  const answering = () => sumOf(subjects, answeringTime)
  const [before, began] = [cpu(), answering()]
  const outcomes = await Promise.all(
    Array.from({ length: GENERATORS }, (_, n) =>
      ask(subjects[n % subjects.length] as Subject, each, CONNECTIONS / GENERATORS),
    ),
  )
  const [answered, ended] = [cpu(), answering()]
  await Promise.all(subjects.map((subject) => subject.folded()))
  const seconds = Math.max(...outcomes.map((outcome) => outcome.seconds))
  return {
    rate: total / seconds,
    answering: (ended - began) / total,
    cpu: (cpu() - before) / total,
    busy: (answered - before) / 1e6 / seconds,
  }
}
