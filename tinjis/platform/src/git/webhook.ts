import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { createHmac } from 'node:crypto';
import { gitIn } from './repository.ts';

/**
 * The destination for push events. A file, read again for every event: it is written once Argo CD is there, and changes
 * with its certificate.
 */
export interface Webhook {
  /** Address of the receiver. */
  readonly url: string;
  /** Repository URL as the receiver knows it. */
  readonly repository: string;
  /** The receiver's own certificate, as PEM. No other certificate is trusted. */
  readonly certificate: string;
  /** Name that the certificate is for. */
  readonly name: string;
  /** File with the secret that signs events. */
  readonly secretFile: string;
  /** True: events are dropped, as if the webhook got lost. */
  readonly lost?: boolean;
}

/** Undefined while no destination for events is set. */
export function readWebhook(file: string): Webhook | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Webhook;
  } catch {
    return undefined;
  }
}

/**
 * Sends one signed event.
 * @param event name of the event, as in X-GitHub-Event
 * @param id of this delivery, as in X-GitHub-Delivery; the same for each try
 * @returns status of the answer
 * @throws Error when the receiver cannot be reached, or shows another certificate
 */
export function sendEvent(
  { url, certificate, name, secretFile }: Webhook,
  event: string,
  id: string,
  payload: object,
): Promise<number> {
  const body = JSON.stringify(payload);
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'User-Agent': 'GitHub-Hookshot/tinjis',
    'X-GitHub-Event': event,
    'X-GitHub-Delivery': id,
    'X-Hub-Signature-256': signature(readFileSync(secretFile, 'utf8').trim(), body),
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method: 'POST', headers, ca: certificate, servername: name, timeout: 10_000 },
      (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    sent.on('timeout', () => sent.destroy(new Error('no answer for 10 s')));
    sent.on('error', reject);
    sent.end(body);
  });
}

interface ReceivedPush extends RefUpdate {
  readonly login: string;
  /** Folder of the bare repository. */
  readonly folder: string;
}

/** Reads what the post-receive hook wrote: `BEFORE AFTER REF LOGIN FOLDER`. */
export function readPushed(line: string): ReceivedPush {
  const [before = '', after = '', ref = '', login = '', ...folder] = line.trim().split(' ');
  return { before, after, ref, login, folder: folder.join(' ') };
}

/**
 * A push event as GitHub sends it, with the parts that a receiver such as Argo CD reads.
 * A single commit entry lists all changed files: receivers read them as one list anyway.
 * @param address repository URL as the receiver knows it
 * @param after the push to report; its files are read from the repository
 */
export function pushEvent(
  address: string,
  { before, after, ref, login, folder }: ReceivedPush,
): Readonly<Record<string, unknown>> {
  const path = new URL(address).pathname.slice(1);
  const deleted = noCommit.test(after);
  const commits = deleted
    ? []
    : [
        {
          id: after,
          message: gitIn(folder, ['log', '-1', '--format=%s', after]),
          ...changedFiles(folder, before, after),
        },
      ];
  return {
    ref,
    before,
    after,
    deleted,
    created: noCommit.test(before),
    forced: false,
    repository: { full_name: path, html_url: address, clone_url: `${address}.git`, default_branch: 'main' },
    pusher: { name: login },
    sender: { login },
    commits,
    ...(commits[0] ? { head_commit: commits[0] } : {}),
  };
}

/** The signature GitHub puts into X-Hub-Signature-256. */
export function signature(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

function changedFiles(
  folder: string,
  before: string,
  after: string,
): Readonly<Record<'added' | 'removed' | 'modified', readonly string[]>> {
  const from = noCommit.test(before) ? emptyTree : before;
  const fields = gitIn(folder, ['diff-tree', '-r', '-z', '--no-renames', '--name-status', from, after]).split('\0');
  const changes = fields.flatMap((status, index) =>
    index % 2 === 0 && status !== '' ? [{ status, path: fields[index + 1] ?? '' }] : [],
  );
  const with_ = (statuses: string) => changes.filter(({ status }) => statuses.includes(status)).map(({ path }) => path);
  return { added: with_('A'), removed: with_('D'), modified: with_('MT') };
}

/** A single ref that a push would move. Absent commits are all zeros. */
export interface RefUpdate {
  readonly before: string;
  readonly after: string;
  readonly ref: string;
}

/** An absent commit, as git writes it. */
export const noCommit = /^0+$/;
