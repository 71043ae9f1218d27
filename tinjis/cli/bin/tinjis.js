#!/usr/bin/env node
// The sources are TypeScript and need a Node that strips types. Under an older one this file starts the Node that `npm
// ci` installed.
import { spawn } from 'node:child_process';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

if (Number(process.versions.node.split('.')[0]) >= 26) {
  // Stripping types is most of a short command's time; Node keeps the result in its own temporary folder.
  module.enableCompileCache();
  await import('../src/main.ts');
} else {
  const node = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
  const child = spawn(node, [process.argv[1], ...process.argv.slice(2)], { stdio: 'inherit' });
  // Whoever stops this process means the other: it has programs of its own to stop.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
  child.on('error', () => {
    console.error(`tinjis needs Node 26 or newer, found ${process.version}, and ${node} did not start: run npm ci`);
    process.exitCode = 70;
  });
  child.on('exit', (status) => {
    process.exitCode = status ?? 70;
  });
}
