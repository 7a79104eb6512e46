import { expect, test } from 'bun:test'
import { csvAnswer, csvRow } from './csv.ts'

test.each([
  [['plain', 7, -7, ''], 'plain,7,-7,\r\n'],
  [['a,b', 'say "hi"', 'two\nlines'], '"a,b","say ""hi""","two\nlines"\r\n'],
  [['=1+1', '+1', '-1', '@x'], "'=1+1,'+1,'-1,'@x\r\n"],
  [['\tx', '\rx', '\nx'], `'\tx,"'\rx","'\nx"\r\n`],
  [['=HYPERLINK("https://evil.test","x")'], `"'=HYPERLINK(""https://evil.test"",""x"")"\r\n`],
])('the cells %j are a row that no program mistakes', (cells, row) => {
  expect(csvRow(cells)).toBe(row)
})

async function* texts(...given: string[]) {
  for (const text of given) yield text
}

test('a file is sent whole, to be saved, and never stored', async () => {
  const answer = csvAnswer('a.csv', texts('x\r\n', '', 'ü\r\n'))
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="a.csv"')
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(await answer.text()).toBe('x\r\nü\r\n')
})

test('what breaks on the way breaks the answer, and what is not wanted any more is not read', async () => {
  async function* broken() {
    yield 'x\r\n'
    throw new Error('away')
  }
  await expect(csvAnswer('a.csv', broken()).text()).rejects.toThrow('away')

  let ended = false
  async function* endless() {
    try {
      for (;;) yield 'x\r\n'
    } finally {
      ended = true
    }
  }
  const reader = csvAnswer('a.csv', endless()).body?.getReader()
  await reader?.read()
  await reader?.cancel()
  expect(ended).toBe(true)
})
