/**
 * Child process around one Ollama server: brings the loopback device of its network namespace up, starts the server, relays a private
 * Unix socket to it, and takes everything down when its parent goes away (standard input ends, also after `kill -9` of the gateway)
 * or the server ends. In a PID namespace it is process 1, so that the kernel ends every runner with it.
 * Argument: the configuration as JSON. Standard output: one JSON event per line.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

interface Config {
  confined: boolean;
  ollama: string;
  env: Record<string, string>;
  socket: string;
}

const config = JSON.parse(process.argv[2] ?? '{}') as Config;
const say = (event: Record<string, unknown>): void => void process.stdout.write(`${JSON.stringify(event)}\n`);

// SIOCGIFFLAGS 0x8913, SIOCSIFFLAGS 0x8914, IFF_UP|IFF_RUNNING 0x41: for machines without iproute2.
const PERL = 'use Socket; socket(my $s, AF_INET, SOCK_DGRAM, 0) or die; my $r = pack("a16 s x22", "lo", 0x41); ioctl($s, 0x8914, $r) or die';
const PYTHON = 'import fcntl,socket,struct; fcntl.ioctl(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), 0x8914, struct.pack("16sh22x", b"lo", 0x41))';

function raiseLoopback(): boolean {
  const ways: [string, string[]][] = [
    ['ip', ['link', 'set', 'lo', 'up']],
    ['ifconfig', ['lo', 'up']],
    ['perl', ['-e', PERL]],
    ['python3', ['-c', PYTHON]],
  ];
  return ways.some(([command, args]) => spawnSync(command, args, { stdio: 'ignore', timeout: 3_000 }).status === 0);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

function relay(client: Socket, port: number): void {
  const server = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true });
  client.on('error', () => server.destroy());
  server.on('error', () => client.destroy());
  client.on('close', () => server.destroy());
  server.on('close', () => client.destroy());
  client.pipe(server);
  server.pipe(client);
}

async function main(): Promise<void> {
  process.umask(0o077);
  say({ event: 'alive' });
  if (config.confined && !raiseLoopback()) {
    say({ event: 'unconfinable', reason: 'the loopback device of the network namespace could not be brought up (ip, ifconfig, perl and python3 tried)' });
    process.exit(3);
  }
  const port = await freePort();
  const child = spawn(config.ollama, ['serve'], {
    env: { ...config.env, OLLAMA_HOST: `127.0.0.1:${port}` },
    // Standard output carries our events.
    stdio: ['ignore', 2, 2],
    // A group of its own lets us end the runners with the server where no PID namespace does it.
    detached: !config.confined && process.platform !== 'win32',
  });

  const endAll = (signal: 'SIGTERM' | 'SIGKILL'): void => {
    if (child.pid === undefined) return;
    if (process.platform === 'win32') spawnSync('taskkill', ['/T', '/F', '/PID', String(child.pid)], { stdio: 'ignore' });
    else if (config.confined) child.kill(signal);
    else {
      try {
        process.kill(-child.pid, signal);
      } catch {
        // The group has ended already.
      }
    }
  };
  let leaving = false;
  const leave = (): void => {
    if (leaving) return;
    leaving = true;
    endAll('SIGTERM');
    setTimeout(() => {
      endAll('SIGKILL');
      process.exit(0);
    }, 1_500);
  };

  child.once('error', (error) => {
    say({ event: 'refused', reason: `${config.ollama} cannot be started: ${error.message}` });
    process.exit(4);
  });
  child.once('exit', (code, signal) => {
    say({ event: 'exit', code, signal });
    endAll('SIGKILL');
    process.exit(leaving ? 0 : 5);
  });
  process.stdin.on('end', leave).on('error', leave).resume();
  process.stdout.on('error', leave);
  process.on('SIGTERM', leave);
  process.on('SIGINT', () => {});

  if (process.platform !== 'win32') rmSync(config.socket, { force: true });
  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => relay(client, port));
  // Before listen(): between it and chmod another user of the machine could connect.
  process.umask(0o177);
  listener.listen(config.socket, () => {
    if (process.platform !== 'win32') chmodSync(config.socket, 0o600);
    process.umask(0o077);
    say({ event: 'listening', pid: child.pid, port });
  });
}

await main();
