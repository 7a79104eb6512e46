/** The files in deploy/ against the product and against each other. */
import { describe, expect, test } from 'bun:test'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '../../src/config/config.ts'
import { scratchFolder } from '../support/server.ts'

const ROOT = join(import.meta.dir, '../..')
const FILES = ['Dockerfile', ...readdirSync(join(ROOT, 'deploy')).map((name) => `deploy/${name}`)].filter(
  (path) => statSync(join(ROOT, path)).isFile(),
)
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8')

/** The names that the server looks for in its environment. */
function settings(): Set<string> {
  const asked = new Set<string>()
  const environment = new Proxy<Record<string, undefined>>(
    {},
    {
      get(_, name) {
        asked.add(String(name))
        return undefined
      },
    },
  )
  readConfig(environment)
  return asked
}

test('each setting that they name exists', () => {
  const known = settings()
  const named = FILES.flatMap((path) =>
    [...textOf(path).matchAll(/\b((?:FLUXLY|DATABASE)_[A-Z_]+|CLICKHOUSE_URL)\b/g)].map(([name]) => ({
      path,
      name: name.replace(/_FILE$/, ''),
    })),
  )
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter(({ name }) => !known.has(name))).toEqual([])
})

test('what the image is made of is let through to it', () => {
  const through = textOf('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1))
  for (const name of ['package.json', 'package-lock.json', 'tsconfig.json', 'bin', 'build', 'src'])
    expect(through).toContain(name)
  for (const name of through) expect(statSync(join(ROOT, name)).size).toBeGreaterThan(0)
})

interface Compose {
  services: Record<string, { environment?: Record<string, string>; secrets?: string[]; volumes?: string[] }>
  secrets?: Record<string, { file: string }>
  volumes: Record<string, unknown>
}

describe.each(['compose.yaml', 'compose.databases.yaml'])('%s', (name) => {
  const compose = Bun.YAML.parse(textOf(`deploy/${name}`)) as Compose

  test('each secret and each volume that a service uses is there, and none is there for nothing', () => {
    const services = Object.values(compose.services)
    const secrets = new Set(services.flatMap((service) => service.secrets ?? []))
    const volumes = new Set(services.flatMap((service) => service.volumes ?? []).map((v) => v.split(':')[0]))
    expect([...secrets].sort()).toEqual(Object.keys(compose.secrets ?? {}).sort())
    expect([...volumes].sort()).toEqual(Object.keys(compose.volumes).sort())
  })

  test('a secret that a setting names is given to that service', () => {
    for (const { environment = {}, secrets = [] } of Object.values(compose.services))
      for (const path of Object.values(environment).filter((value) => value?.startsWith('/run/secrets/')))
        expect(secrets).toContain(path.slice('/run/secrets/'.length))
  })
})

test('make-secrets makes the secrets of compose.databases.yaml, and keeps those that are there', () => {
  const folder = scratchFolder()
  const read = () =>
    Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
  const run = () => Bun.spawnSync(['sh', join(ROOT, 'deploy/make-secrets.sh'), folder])
  expect(run().exitCode).toBe(0)
  const made = read()
  const { secrets = {} } = Bun.YAML.parse(textOf('deploy/compose.databases.yaml')) as Compose
  expect(Object.values(secrets).map(({ file }) => file)).toEqual(
    expect.arrayContaining(Object.keys(made).map((name) => `./secrets/${name}`)),
  )
  expect(Object.keys(made)).toHaveLength(Object.keys(secrets).length)
  expect(made.database_url).toBe(`postgres://fluxly:${made.postgres_password}@postgres:5432/fluxly`)
  expect(made.fluxly_secret).toMatch(/^[0-9a-f]{64}$/)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(run().exitCode).toBe(0)
  expect(read()).toEqual(made)
})

interface Manifest {
  kind: string
  metadata: { name: string; namespace?: string }
  spec?: {
    selector?: { app?: string; matchLabels?: { app: string } }
    podSelector?: { matchLabels: { app: string } }
    serviceName?: string
    template?: { metadata: { labels: { app: string } }; spec: PodSpec }
  }
}

interface PodSpec {
  terminationGracePeriodSeconds: number
  containers: { env: { name: string; value: string }[]; volumeMounts: { mountPath: string }[] }[]
}

describe('kubernetes.yaml', () => {
  const manifests = Bun.YAML.parse(textOf('deploy/kubernetes.yaml')) as Manifest[]
  const nodes = manifests.find(({ kind }) => kind === 'StatefulSet')?.spec
  const pod = nodes?.template?.spec as PodSpec
  const environment = Object.fromEntries(
    (pod.containers[0]?.env ?? []).map(({ name, value }) => [name, value]),
  )

  test('everything is in the one namespace, and speaks of the same pods', () => {
    const others = manifests.filter(({ kind }) => kind !== 'Namespace')
    expect(new Set(others.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['fluxly']))
    const labels = manifests.flatMap(({ spec }) => [
      ...(spec?.selector ? [spec.selector.app ?? spec.selector.matchLabels?.app] : []),
      ...(spec?.podSelector ? [spec.podSelector.matchLabels.app] : []),
    ])
    expect(labels).toHaveLength(5)
    expect(new Set(labels)).toEqual(new Set([nodes?.template?.metadata.labels.app]))
    const services = manifests.filter(({ kind }) => kind === 'Service').map(({ metadata }) => metadata.name)
    expect(services).toContain(nodes?.serviceName as string)
  })

  test('the secrets that settings name are those that its first lines make', () => {
    const made = [...textOf('deploy/kubernetes.yaml').matchAll(/--from-literal=(\w+)=/g)].map(
      ([, key]) => key,
    )
    const named = Object.values(environment).filter((value) => value.startsWith('/secrets/'))
    expect(named.map((path) => path.slice('/secrets/'.length)).sort()).toEqual(made.sort() as string[])
  })

  test('the spool lies on the volume, and a pod has the time to empty it', () => {
    const mounts = pod.containers[0]?.volumeMounts.map(({ mountPath }) => mountPath) ?? []
    expect(mounts.some((path) => environment.FLUXLY_DATA_DIR?.startsWith(`${path}/`))).toBeTrue()
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(
      Number(environment.FLUXLY_DRAIN_SECONDS) + 20,
    )
  })
})
