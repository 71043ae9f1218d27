import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GitFolders } from './folders.ts';
import { pushEvent, readPushed, sendEvent, readWebhook } from './webhook.ts';
import { errorText } from '@tinjis/manifests/failure';

/**
 * Pauses before the next try, in milliseconds. After the last try the server gives the event up: by then Argo CD looks
 * by itself.
 */
const pauses = [0, 500, 1000, 2000, 4000, 8000, 15_000, 30_000];

/**
 * Forwards push events, one after the other, from now until the signal. Each event is a file, so it survives a restart
 * of the server.
 * @param log receives the result of each try
 */
export function tellPushes({ outbox, webhook }: GitFolders, log: (entry: object) => void, signal: AbortSignal): void {
  let work = Promise.resolve();
  const busy = new Set<string>();
  const look = (): void => {
    for (const name of waiting(outbox).filter((each) => !busy.has(each))) {
      busy.add(name);
      work = work.then(() => tell(join(outbox, name), webhook, log, signal)).finally(() => busy.delete(name));
    }
  };
  watch(outbox, { signal }, look).on('error', () => undefined);
  look();
}

async function tell(
  file: string,
  webhookFile: string,
  log: (entry: object) => void,
  signal: AbortSignal,
): Promise<void> {
  const pushed = readPushed(readFileSync(file, 'utf8'));
  const id = randomUUID();
  const entry = { event: 'push', id, ref: pushed.ref, after: pushed.after, login: pushed.login };
  for (const [tries, pause] of pauses.entries()) {
    await sleep(pause, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return; // the file stays, for the next start
    const outcome = await send(webhookFile, id, pushed);
    log({ ...entry, try: tries + 1, ...outcome });
    if (outcome.done) break;
  }
  rmSync(file, { force: true });
}

async function send(webhookFile: string, id: string, pushed: ReturnType<typeof readPushed>): Promise<Outcome> {
  const webhook = readWebhook(webhookFile);
  if (!webhook) return { done: false, error: 'nobody has said yet where events go' };
  if (webhook.lost) return { done: true, lost: true };
  try {
    const status = await sendEvent(webhook, 'push', id, pushEvent(webhook.repository, pushed));
    // A refusal is an answer: the same event again would be refused again.
    return { done: status < 500, status };
  } catch (error) {
    return { done: false, error: errorText(error) };
  }
}

/** The result of a try. Done: there are no further tries. */
type Outcome = { readonly done: boolean } & (
  { readonly status: number } | { readonly error: string } | { readonly lost: true }
);

/** The names of the waiting events, oldest first. */
function waiting(outbox: string): readonly string[] {
  const events = readdirSync(outbox).filter((name) => name.endsWith('.event'));
  const age = (name: string): number => statSync(join(outbox, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return events.sort((a, b) => age(a) - age(b));
}
