import { run } from './cli.ts';

// A reader that went away (`tinjis verify | head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

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
