// Git's pre-receive hook. Reads a line "BEFORE AFTER REF" on standard input for each ref of a push; exit 1 refuses the
// whole push. REMOTE_USER is the login. Argument: the file that keeps refusals.
import { text } from 'node:stream/consumers';
import { Failure } from '@tinjis/manifests/failure';
import { judgePush } from './push-rules.ts';
import type { RefUpdate } from './webhook.ts';
import { keepRefusal } from './folders.ts';

const login = process.env['REMOTE_USER'] ?? '';
const [, , refusalsFile = ''] = process.argv;

try {
  const refusals = updatesIn(await text(process.stdin)).flatMap((update) => {
    const verdict = judgePush(process.cwd(), login, update);
    if (verdict.allowed) return [];
    keepRefusal(refusalsFile, { time: new Date().toISOString(), login, ref: update.ref, why: verdict.why });
    return [`${update.ref} is refused\n${verdict.why}`];
  });
  if (refusals.length > 0) refuse(refusals.join('\n'));
} catch (error) {
  // A push that cannot be judged is refused.
  if (error instanceof Failure)
    refuse(`this push cannot be judged: ${error.explanation.what}\nfix: ${error.explanation.fix}`);
  else refuse(`this push cannot be judged, by a fault of tinjis: ${String(error)}`);
}

function updatesIn(lines: string): readonly RefUpdate[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [before = '', after = '', ref = ''] = line.split(' ');
      return { before, after, ref };
    });
}

function refuse(why: string): void {
  process.stderr.write(`\n${why}\n\n`);
  process.exitCode = 1;
}
