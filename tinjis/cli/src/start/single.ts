import { rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { relative } from 'node:path';
import { Failure } from '@tinjis/manifests/failure';
import type { StateFolder } from './state-folder.ts';

/**
 * Makes sure that only one copy runs in a checkout.
 *
 * The running copy listens on a socket in the state folder. The system closes the socket however the process ends, so a
 * killed copy never looks like a running one.
 *
 * @returns a function that releases the checkout
 * @throws Failure (misuse) if another copy answers on the socket
 */
export async function holdSingle(folder: StateFolder): Promise<() => Promise<void>> {
  const path = socketPath(folder, process.platform, process.cwd());
  const server = createServer((socket) => {
    socket.end(String(process.pid));
  });
  if (await listens(server, path)) return () => close(server);
  const other = await askWho(path);
  if (other !== undefined) {
    throw new Failure('misuse', {
      what: `tinjis start runs in this checkout already, as process ${other}`,
      why: 'two copies would bill the same invoices from the same folder',
      fix: 'use the one that runs, or stop it with Ctrl-C first',
    });
  }
  rmSync(path, { force: true });
  await listens(server, path);
  return () => close(server);
}

/**
 * The path of the socket.
 *
 * A socket's path may have about a hundred characters. Relative to the working folder it is short, however deep the
 * checkout lies.
 */
export function socketPath(folder: StateFolder, platform: string, cwd: string): string {
  return platform === 'win32'
    ? `\\\\.\\pipe\\${folder.path.replaceAll(/[\\/:]/g, '-')}`
    : relative(cwd, folder.at('running.sock'));
}

function listens(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(path, () => {
      resolve(true);
    });
  });
}

function askWho(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('data', (pid) => {
      resolve(pid.toString());
    });
    socket.once('error', () => {
      resolve(undefined);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
