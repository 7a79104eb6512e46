/** nginx and Caddy with the files in deploy/, in front of servers of a test. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type TLSSocket } from 'node:tls'
import { eventually, freePort, scratchFolder } from './server.ts'

/** Debian keeps some of them where only the superuser looks. */
const PATH = `${process.env.PATH ?? ''}:/usr/sbin:/usr/local/sbin`
const DEPLOY = join(import.meta.dir, '../../deploy')

export const HOST = 'localhost'

/** A proxy that is told where to listen and whom to ask. */
interface Recipe {
  file: string
  program: string
  /** What is changed in the file: each text has to be in it. */
  changes(place: Place): [from: string, to: string][]
  /** The whole of the configuration around the file's text. */
  around(text: string, place: Place): string
  arguments(place: Place): string[]
}

interface Place {
  folder: string
  secure: number
  plain: number
  /** Their ports. */
  nodes: readonly [number, number]
}

const certificate = ({ folder }: Place) => ({
  public: join(folder, 'certificate.pem'),
  private: join(folder, 'key.pem'),
})

const NGINX: Recipe = {
  file: 'nginx.conf',
  program: 'nginx',
  changes: (place) => [
    ['listen [::]:80;', ''],
    ['listen [::]:443 ssl http2;', ''],
    ['listen 80;', `listen 127.0.0.1:${place.plain};`],
    ['listen 443 ssl http2;', `listen 127.0.0.1:${place.secure} ssl http2;`],
    ['/etc/ssl/fluxly/fullchain.pem', certificate(place).public],
    ['/etc/ssl/fluxly/privkey.pem', certificate(place).private],
  ],
  around: (text) => `
    daemon off;
    worker_processes 1;
    pid nginx.pid;
    error_log stderr crit;
    events { worker_connections 512; }
    http {
      access_log off;
      client_body_temp_path body;
      proxy_temp_path proxy;
      fastcgi_temp_path fastcgi;
      uwsgi_temp_path uwsgi;
      scgi_temp_path scgi;
      ${text}
    }`,
  arguments: ({ folder }) => ['-p', folder, '-c', 'proxy.conf'],
}

const CADDY: Recipe = {
  file: 'Caddyfile',
  program: 'caddy',
  changes: (place) => [
    [`http://${HOST} {`, `http://${HOST}:${place.plain} {\n\tbind 127.0.0.1`],
    [
      `https://${HOST} {`,
      `https://${HOST}:${place.secure} {\n\tbind 127.0.0.1\n\ttls ${certificate(place).public} ${certificate(place).private}`,
    ],
  ],
  around: (text, { folder, plain, secure }) => `{
	admin off
	http_port ${plain}
	https_port ${secure}
	storage file_system ${folder}
}
${text}`,
  arguments: ({ folder }) => ['run', '--adapter', 'caddyfile', '--config', join(folder, 'proxy.conf')],
}

function configuration(recipe: Recipe, place: Place): string {
  const [one, other] = place.nodes
  const changes: [string, string][] = [
    ['go.example.com', HOST],
    ['10.0.0.11:3000', `127.0.0.1:${one}`],
    ['10.0.0.12:3000', `127.0.0.1:${other}`],
    ...recipe.changes(place),
  ]
  const text = changes.reduce(
    (whole, [from, to]) => {
      if (!whole.includes(from)) throw new Error(`deploy/${recipe.file} no longer holds ${from}`)
      return whole.replaceAll(from, to)
    },
    readFileSync(join(DEPLOY, recipe.file), 'utf8'),
  )
  return recipe.around(text, place)
}

function makeCertificate(place: Place): void {
  const files = certificate(place)
  const made = Bun.spawnSync(
    // biome-ignore format: an option and its value a line
    [
      'openssl', 'req', '-x509', '-nodes', '-days', '2',
      '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1',
      '-subj', `/CN=${HOST}`,
      '-addext', `subjectAltName=DNS:${HOST}`,
      '-keyout', files.private,
      '-out', files.public,
    ],
    { stderr: 'pipe' },
  )
  if (!made.success) throw new Error(made.stderr.toString())
}

/** A proxy that runs. */
export class TestProxy {
  readonly port: number
  readonly plainPort: number
  readonly url: string
  readonly authority: string
  readonly #child: Bun.Subprocess

  private constructor(place: Place, child: Bun.Subprocess) {
    this.port = place.secure
    this.plainPort = place.plain
    this.url = `https://${HOST}:${place.secure}`
    this.authority = readFileSync(certificate(place).public, 'utf8')
    this.#child = child
  }

  /** Starts one in front of two nodes, named by their ports. */
  static async start(recipe: Recipe, nodes: Place['nodes']): Promise<TestProxy> {
    const [secure, plain] = [await freePort(), await freePort()]
    const place: Place = { folder: scratchFolder(), secure, plain, nodes }
    makeCertificate(place)
    writeFileSync(join(place.folder, 'proxy.conf'), configuration(recipe, place))
    const program = Bun.which(recipe.program, { PATH }) ?? recipe.program
    const child = Bun.spawn([program, ...recipe.arguments(place)], {
      env: { HOME: place.folder, PATH },
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'pipe',
    })
    const proxy = new TestProxy(place, child)
    process.once('exit', proxy.#end)
    await eventually(async () => {
      if (child.exitCode !== null) throw new Error(await new Response(child.stderr).text())
      return (await proxy.ask('/readyz').catch(() => null))?.status === 200 ? true : null
    })
    return proxy
  }

  /** Asked to end, not killed: nginx's worker would live on. */
  readonly #end = () => this.#child.kill('SIGTERM')

  async stop(): Promise<void> {
    this.#end()
    await this.#child.exited
    process.off('exit', this.#end)
  }

  /** Sends a request through it. */
  ask(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.url + path, { redirect: 'manual', ...init, tls: { ca: this.authority } })
  }

  /** A connection to it, from an address of this machine. */
  readonly connect = (from: string, protocols = ['http/1.1']): TLSSocket =>
    connect({
      host: '127.0.0.1',
      port: this.port,
      localAddress: from,
      servername: HOST,
      ca: this.authority,
      ALPNProtocols: protocols,
    } as Parameters<typeof connect>[0])
}

const isThere = (program: string) => Bun.which(program, { PATH }) !== null

/** Each with its name, and whether this machine has what it takes. */
export const PROXIES = [
  { name: 'nginx', recipe: NGINX },
  { name: 'Caddy', recipe: CADDY },
].map((proxy) => ({ ...proxy, installed: isThere(proxy.recipe.program) && isThere('openssl') }))
