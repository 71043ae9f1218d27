import { run } from './cli.ts';

// A reader that went away (`tinjis verify | head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// npm hands a signal to the shell that it started us with, and the shell ends without handing it on.
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
  // Not process.exit(): what was written to a pipe must leave first.
  process.exitCode = exit;
});
