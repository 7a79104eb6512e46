import { expect, test } from 'bun:test'
import type { RawClick } from '../../domain/click.ts'
import { SpoolRowReader, SpoolRowWriter } from './spool-row.ts'

const click = (n: number, userAgent = 'Firefox', referrer = 'https://news.example/'): RawClick => [
  n,
  n,
  '192.0.2.1',
  userAgent,
  referrer,
]

test('what is written is read, and a text is written once', () => {
  const [writer, reader] = [new SpoolRowWriter(), new SpoolRowReader()]
  const turns = [
    [click(1), click(2)],
    [click(3), click(4, 'Safari', '')],
    [click(5, 'Safari', '"\\\u0000\ud800')],
  ]
  const rows = turns.map((turn) => writer.write(turn))
  expect(rows.join('').split('Firefox')).toHaveLength(2)
  for (const [n, row] of rows.entries()) expect(reader.read(row)).toEqual(turns[n] as RawClick[])
})

test('a row that did not reach the file takes no text with it', () => {
  const [writer, reader] = [new SpoolRowWriter(), new SpoolRowReader()]
  expect(reader.read(writer.write([click(1, 'Opera')]))).toEqual([click(1, 'Opera')])
  writer.write([click(2, 'Chrome')])
  writer.forget()
  for (const turn of [[click(3, 'Chrome')], [click(4, 'Opera')]])
    expect(reader.read(writer.write(turn))).toEqual(turn)
})

test('beyond many texts the rest is written out', () => {
  const [writer, reader] = [new SpoolRowWriter(), new SpoolRowReader()]
  const many = Array.from({ length: 25_000 }, (_, n) => click(n, `agent ${n}`))
  expect(reader.read(writer.write(many))).toEqual(many)
  expect(reader.read(writer.write([click(1, 'agent 1'), click(2, 'agent 24999')]))).toEqual([
    click(1, 'agent 1'),
    click(2, 'agent 24999'),
  ])
})
