import { run } from './cli.ts';

// If the reader goes away (`tinjis verify | head`), the error is not ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// npm sends a signal to the shell in which it started us, and the shell ends without passing it on.
if (process.env['npm_lifecycle_event'] !== undefined) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 250).unref();
}

void run(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
  signals: process,
}).then((exit) => {
  // Not process.exit(): text written to a pipe must leave first.
  process.exitCode = exit;
});
