import { expect, test } from 'bun:test'
import { Progress } from './progress.ts'

function watched(isTTY: boolean, total: number, columns = 120) {
  const screen = {
    isTTY,
    columns,
    text: '',
    write(text: string) {
      screen.text += text
    },
  }
  const clock = { time: 0, now: () => 0, monotonic: () => clock.time }
  const progress = new Progress(screen, clock, total)
  progress.begin('links')
  return { screen, clock, progress }
}

test('on a terminal a bar is drawn over itself, ten times a second at most', () => {
  const { screen, clock, progress } = watched(true, 4_000)
  progress.add(500)
  expect(screen.text).toBe('')
  clock.time = 1_000
  progress.add(500)
  clock.time = 1_050
  progress.add(500)
  expect(screen.text).toBe(
    '\r\x1b[2K[######..................]  25 %  links: 1,000 of 4,000 rows, 1,000 a second, 3 s left',
  )
})

test('a line never reaches the end of a narrow terminal', () => {
  const { screen, clock, progress } = watched(true, 4_000, 40)
  clock.time = 1_000
  progress.add(1_000)
  expect(screen.text).toBe('\r\x1b[2K[######..................]  25 %  links')
})

test('elsewhere there is a line now and then, and one at the end', () => {
  const { screen, clock, progress } = watched(false, 200_000)
  clock.time = 5_000
  progress.add(50_000)
  clock.time = 10_000
  progress.add(50_000)
  clock.time = 20_000
  progress.end()
  expect(screen.text).toBe(
    '[############............]  50 %  links: 100,000 of 200,000 rows, 10,000 a second, 10 s left\n100,000 rows in 20.0 s, 5,000 a second.\n',
  )
})

test('more rows than were there at the beginning are no more than all', () => {
  const { screen, clock, progress } = watched(false, 10)
  clock.time = 60_000
  progress.add(20)
  expect(screen.text).toContain('100 %  links: 20 of 10 rows, 0 a second, 0 s left')
})
