import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signature } from '@tinjis/platform/git/webhook';
import type { Observed } from '../../refusals/decision.ts';
import { argocdServer } from '../../identities/argocd-server.ts';
import { allowed, type MatrixCase, refused } from './case.ts';
import type { Participants } from '../../identities/participants.ts';

/** Push events sent to Argo CD: only signed events make it look at Git. */
export async function webhookCases({
  admin,
  context: { cluster, folders },
  served,
}: Participants): Promise<readonly MatrixCase[]> {
  const server = await argocdServer(admin, cluster);
  const secret = (await readFile(join(folders.secrets, 'webhook-github'), 'utf8')).trim();
  const address = served.cluster.declared.repository;
  // The event is about a branch that nothing is delivered from: the cases ask who is heard, not what they say.
  const body = {
    ref: 'refs/heads/tinjis-matrix-nothing',
    before: '0'.repeat(40),
    after: '1'.repeat(40),
    commits: [],
    repository: { html_url: address, clone_url: `${address}.git`, default_branch: 'main' },
  };
  const github = { 'X-GitHub-Event': 'push', 'X-GitHub-Delivery': 'tinjis-matrix' };
  const signed = { ...github, 'X-Hub-Signature-256': signature(secret, JSON.stringify(body)) };
  const one = (
    id: string,
    action: string,
    headers: Readonly<Record<string, string>>,
    expected: MatrixCase['expected'],
  ): MatrixCase => ({
    name: `webhook/${id}`,
    identity: 'a caller from outside',
    action: `have Argo CD hear ${action}`,
    how: 'real',
    expected,
    ...(expected.verdict === 'denied' && { control: 'webhook/signed' }),
    unmodelled: 'webhooks; `verify` proves that every provider has a secret (promises/settings.ts)',
    attempt: async () =>
      heard(await server.as(undefined, headers).request({ method: 'POST', path: '/api/webhook', body })),
  });
  const deaf = refused('argocd', /^4\d\d /);
  return [
    one('signed', 'a push that is signed', signed, allowed),
    one('unsigned', 'a push that is not signed', github, deaf),
    one(
      'wrong-signature',
      'a push with a wrong signature',
      { ...github, 'X-Hub-Signature-256': signature('another secret', JSON.stringify(body)) },
      deaf,
    ),
    // Observed: a stock Argo CD with GitHub's secret alone believed this event.
    one('gitlab', "a push in GitLab's form without a token", { 'X-Gitlab-Event': 'Push Hook' }, deaf),
    one(
      'gitlab-token',
      "a push in GitLab's form with a wrong token",
      { 'X-Gitlab-Event': 'Push Hook', 'X-Gitlab-Token': 'x' },
      deaf,
    ),
    one('gogs', "a push in Gogs' form", { 'X-Gogs-Event': 'push' }, deaf),
    one('bitbucket', "a push in Bitbucket's form", { 'X-Hook-UUID': 'x', 'X-Event-Key': 'repo:push' }, deaf),
    one('bitbucket-server', "a push in Bitbucket Server's form", { 'X-Event-Key': 'repo:refs_changed' }, deaf),
  ];
}

function heard({
  ok,
  status,
  message,
}: {
  readonly ok: boolean;
  readonly status: number;
  readonly message: string;
}): Observed {
  return ok ? { verdict: 'allowed' } : { verdict: 'denied', layer: 'argocd', message: `${status} ${message}` };
}
