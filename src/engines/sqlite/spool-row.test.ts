import { expect, test } from 'bun:test'
import type { RawClick } from '../../domain/click.ts'
import { type SpoolRow, SpoolRowReader, SpoolRowWriter } from './spool-row.ts'

const click = (n: number, userAgent = 'Firefox', referrer = 'https://news.example/'): RawClick => ({
  link: n,
  at: n,
  origin: { ip: '192.0.2.1', userAgent, referrer },
})

/** The row of a turn, as a database gives it back. */
function rowOf(writer: SpoolRowWriter, turn: RawClick[]): SpoolRow {
  for (const each of turn) writer.add(each)
  const { texts, clicks } = writer.take()
  return { texts, clicks: clicks.slice() }
}

test('what is written is read, and a text is written once', () => {
  const [writer, reader] = [new SpoolRowWriter(), new SpoolRowReader()]
  const turns = [
    [click(1), click(2)],
    [click(3), click(4, 'Safari', '')],
    [click(5, 'Safari', '"\\\u0000\ud800')],
  ]
  const rows = turns.map((turn) => rowOf(writer, turn))
  expect(JSON.stringify(rows.map(({ texts }) => texts)).split('Firefox')).toHaveLength(2)
  for (const [n, row] of rows.entries()) expect(reader.read(row)).toEqual(turns[n] as RawClick[])
})

test('clicks from one place share their origin', () => {
  const [writer, reader] = [new SpoolRowWriter(), new SpoolRowReader()]
  const [first] = reader.read(rowOf(writer, [click(1)]))
  const [again, other] = reader.read(rowOf(writer, [click(2), click(3, 'Safari')]))
  expect(again?.origin).toBe(first?.origin as RawClick['origin'])
  expect(other?.origin).not.toBe(first?.origin as RawClick['origin'])
})

test('a row that did not reach the file takes no text with it', () => {
  const [writer, reader] = [new SpoolRowWriter(), new SpoolRowReader()]
  expect(reader.read(rowOf(writer, [click(1, 'Opera')]))).toEqual([click(1, 'Opera')])
  rowOf(writer, [click(2, 'Chrome')])
  writer.forget()
  for (const turn of [[click(3, 'Chrome')], [click(4, 'Opera')]])
    expect(reader.read(rowOf(writer, turn))).toEqual(turn)
})

test('a turn may be large, and beyond many texts they are numbered anew', () => {
  const [writer, reader] = [new SpoolRowWriter(), new SpoolRowReader()]
  const many = Array.from({ length: 25_000 }, (_, n) => click(n, `agent ${n}`))
  expect(reader.read(rowOf(writer, many))).toEqual(many)
  const few = [click(1, 'agent 1'), click(2, 'agent 24999')]
  const row = rowOf(writer, few)
  expect(row.texts).toBe('[0,"192.0.2.1","agent 1","https://news.example/","agent 24999"]')
  expect(reader.read(row)).toEqual(few)
})
