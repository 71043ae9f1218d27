import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { signature } from './push-event.ts';

/**
 * Where push events go. A file, read for every event: it is written once Argo CD is there, and changes with its
 * certificate.
 */
export interface Webhook {
  /** Address of the receiver. */
  readonly url: string;
  /** Repository URL as the receiver knows it. */
  readonly repository: string;
  /** The receiver's own certificate, as PEM: it is trusted, and nothing else. */
  readonly certificate: string;
  /** Name that the certificate is for. */
  readonly name: string;
  /** File with the secret that events are signed with. */
  readonly secretFile: string;
  /** True: events are dropped, as a webhook that gets lost. */
  readonly lost?: boolean;
}

/** Undefined while nobody has said where events go. */
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
