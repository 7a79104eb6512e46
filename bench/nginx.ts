/** nginx with the simplest redirect that it can make. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, scratchFolder } from '../test/support/server.ts'
import { TARGET_END, TARGET_START } from './traffic.ts'

/** Debian keeps it where only the superuser looks. */
const PATH = `${process.env.PATH ?? ''}:/usr/sbin:/usr/local/sbin`

/** One worker, no log, connections that stay open: nothing is asked of nginx that a redirect does not need. */
const configuration = (port: number) => `
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr emerg;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000000;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {
    listen 127.0.0.1:${port};
    location /r/ {
      add_header Cache-Control "private, no-store";
      return 302 "${TARGET_START}$uri${TARGET_END}";
    }
  }
}
`

export interface Nginx {
  pid: number
  port: number
  stop(): Promise<unknown>
}

async function answering(port: number, child: Bun.Subprocess): Promise<void> {
  while (!(await fetch(`http://127.0.0.1:${port}/`).catch(() => null))) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}.`)
    await Bun.sleep(20)
  }
}

/** Starts nginx in a folder of its own. Null where this machine has none. */
export async function startNginx(): Promise<Nginx | null> {
  const program = Bun.which('nginx', { PATH })
  if (!program) return null
  const folder = scratchFolder()
  const port = await freePort()
  writeFileSync(join(folder, 'nginx.conf'), configuration(port))
  const child = Bun.spawn([program, '-p', folder, '-c', 'nginx.conf'], {
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'inherit',
  })
  // Asked to end, not killed: its worker would live on.
  const end = () => child.kill('SIGTERM')
  process.once('exit', end)
  await answering(port, child)
  const stop = async () => {
    end()
    await child.exited
    process.off('exit', end)
  }
  return { pid: child.pid, port, stop }
}
