import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { tellPushes } from '../../src/git/outbox.ts';
import { sealingKey } from '@tinjis/delivery/plan/adopt/certificate';
import { address, type Running, serving } from './git-server.ts';

export const lab = Lab.script();
const { before, describe, it } = lab;

interface Received {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

const own = 'apps/payments/payment/base/service.yaml';
const name = 'argocd-server';
let pair: ReturnType<typeof sealingKey>;

describe('the outbox', () => {
  before(() => {
    pair = sealingKey(name);
  });

  it("tells a push in GitHub's form, signed, after the push", () =>
    receiving(async ({ url, commit, push }, { received, log }) => {
      const after = commit({ [own]: '# changed\n' });
      await push(url('payments-dev'));
      await until(() => received.length === 1);
      const [{ headers, body }] = received as [Received];
      expect(headers['x-github-event']).to.equal('push');
      expect(headers['x-hub-signature-256']).to.equal(
        `sha256=${createHmac('sha256', 'the secret').update(body).digest('hex')}`,
      );
      const event = JSON.parse(body) as Record<string, unknown>;
      expect(event).to.include({ ref: 'refs/heads/main', after });
      expect(event['repository']).to.include({ html_url: address, default_branch: 'main' });
      expect(event['commits']).to.be.an.array();
      expect((event['commits'] as [object])[0]).to.include({ id: after, added: [], removed: [], modified: [own] });
      await until(() => log.length === 1);
      expect(log[0]).to.include({ login: 'payments-dev', status: 200, try: 1 });
    }));

  it('tries again while the receiver fails, and keeps nothing it has told', () =>
    receiving(async ({ url, folders, commit, push }, { received, log, fail }) => {
      fail(2);
      commit({ [own]: '# changed\n' });
      await push(url('payments-dev'));
      await until(() => received.length === 3);
      await until(() => readdirSync(folders.outbox).length === 0);
      expect(log.map((entry) => (entry as { status: number }).status)).to.equal([503, 503, 200]);
      expect(new Set(received.map(({ headers }) => headers['x-github-delivery'])).size).to.equal(1);
    }));

  it('trusts the one certificate it was given', () =>
    receiving(async ({ url, folders, commit, push }, { received, log, webhook }) => {
      writeFileSync(folders.webhook, JSON.stringify({ ...webhook, certificate: sealingKey(name).certificate }));
      commit({ [own]: '# changed\n' });
      await push(url('payments-dev'));
      await until(() => log.length > 0);
      expect(log[0]).to.include('error');
      expect(received).to.be.empty();
    }));
});

interface Receiver {
  readonly received: readonly Received[];
  readonly log: readonly object[];
  readonly webhook: object;
  /** Answers the next requests with 503. */
  fail(times: number): void;
}

async function receiving(work: (running: Running, receiver: Receiver) => Promise<void>): Promise<void> {
  const received: Received[] = [];
  const log: object[] = [];
  let failures = 0;
  const server = createServer({ key: pair.key, cert: pair.certificate }, (request, response) => {
    let body = '';
    request
      .setEncoding('utf8')
      .on('data', (part: string) => {
        body += part;
      })
      .on('end', () => {
        received.push({ headers: request.headers, body });
        response.writeHead(failures > 0 ? 503 : 200).end();
        failures -= 1;
      });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = new AbortController();
  try {
    await serving(async (running) => {
      const secretFile = join(running.clone, '.git', 'secret');
      writeFileSync(secretFile, 'the secret\n');
      const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/api/webhook`;
      const webhook = { url, repository: address, certificate: pair.certificate, name, secretFile };
      writeFileSync(running.folders.webhook, JSON.stringify(webhook));
      tellPushes(running.folders, (entry) => log.push(entry), stop.signal);
      await work(running, {
        received,
        log,
        webhook,
        fail: (times) => {
          failures = times;
        },
      });
      stop.abort();
    });
  } finally {
    stop.abort();
    server.close();
  }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await sleep(20);
  }
}
