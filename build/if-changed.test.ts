import { expect, test } from 'bun:test'
import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratchFolder } from '../test/support/server.ts'

/** A small project with this script in it, whose build counts how often it ran. */
function project() {
  const root = scratchFolder()
  const file = (name: string) => join(root, name)
  for (const folder of ['src/deep', 'build', 'dist']) mkdirSync(file(folder), { recursive: true })
  cpSync(join(import.meta.dir, 'if-changed.ts'), file('build/if-changed.ts'))
  writeFileSync(file('package.json'), JSON.stringify({ scripts: { build: 'echo built >> dist/fluxly' } }))
  writeFileSync(file('src/deep/one.ts'), 'one')
  const start = () => Bun.spawnSync([process.execPath, file('build/if-changed.ts')])
  const builds = () => readFileSync(file('dist/fluxly'), 'utf8').trim().split('\n').length
  return { file, start, builds }
}

test('the executable is built before the first start, and again only when something that it is made from changed', () => {
  const { file, start, builds } = project()
  const buildsAfter = (change: () => void) => {
    change()
    expect(start().exitCode).toBe(0)
    return builds()
  }
  const nothing = () => undefined
  expect([buildsAfter(nothing), buildsAfter(nothing)]).toEqual([1, 1])
  expect(buildsAfter(() => appendFileSync(file('src/deep/one.ts'), ' more'))).toBe(2)
  expect(buildsAfter(() => writeFileSync(file('src/two.ts'), 'two'))).toBe(3)
  expect(buildsAfter(() => writeFileSync(file('package-lock.json'), '{}'))).toBe(4)
  expect(buildsAfter(nothing)).toBe(4)
})

test('what was built by hand is not taken for what is here', () => {
  const { file, start, builds } = project()
  start()
  writeFileSync(file('dist/fluxly'), 'of other sources\n')
  start()
  expect(builds()).toBe(2)
})

test('a build that fails keeps the server from starting, and is tried again', () => {
  const { file, start } = project()
  writeFileSync(file('package.json'), JSON.stringify({ scripts: { build: 'exit 3' } }))
  expect([start().exitCode, start().exitCode]).toEqual([3, 3])
})
