import { gitTree } from '@tinjis/manifests/tree/git';
import { Failure } from '@tinjis/manifests/failure';
import { gitHubOf } from './github/client.ts';
import { openPullRequest } from './pull-request.ts';
import { Remote } from './remote.ts';
import { output, required, type Step, type StepContext } from './step.ts';
import { certificateAddresses, fetchCertificate, renewed, type Renewed } from './certificates.ts';

const main = 'refs/remotes/origin/main';

interface Found {
  readonly cluster: string;
  readonly pem: string;
}

/**
 * Asks every cluster with a known address for its sealing certificate, and returns newer certificates as output
 * `certificates`. It holds no rights at all. If one cluster does not answer, the step still asks the others, and then
 * fails.
 */
export const lookStep: Step = async (context) => {
  const tree = gitTree(context.root, 'HEAD');
  const addresses = certificateAddresses(tree);
  const found: Found[] = [];
  let failed = 0;
  for (const { cluster, address } of addresses) {
    try {
      const pem = await fetchCertificate(address);
      const newer = renewed(tree, cluster, pem, new Date());
      if (newer) found.push({ cluster, pem });
      context.say(
        newer
          ? `${cluster}: ${newer.before.fingerprint} → ${newer.after.fingerprint}`
          : `${cluster}: as in the repository`,
      );
    } catch (error) {
      failed += 1;
      context.say(`${cluster}: ${(error as Error).message}`);
    }
  }
  if (addresses.length === 0) context.say('no cluster has an address: nothing was compared');
  output(context, 'certificates', found);
  return failed === 0;
};

/**
 * Proposes the certificates of `CERTIFICATES` (the output of `lookStep`), in one pull request a cluster, as the App
 * `APP_SLUG`.
 */
export const renewStep: Step = async (context) => {
  const [github, remote] = [gitHubOf(context, 'GH_TOKEN'), new Remote(context)];
  remote.fetch(`+refs/heads/main:${main}`, '+refs/heads/renew/*:refs/remotes/origin/renew/*');
  const tree = gitTree(context.root, main);
  for (const { cluster, pem } of JSON.parse(required(context, 'CERTIFICATES')) as Found[]) {
    const newer = renewed(tree, cluster, pem, new Date());
    if (!newer) continue;
    const branch = `renew/${cluster}`;
    push(context, remote, branch, newer, pem);
    await openPullRequest(context, github, { branch, title: `Seal for the new key of ${cluster}`, body: words(newer) });
  }
  return true;
};

/** Proposing the same again would only void its approvals. */
function push(context: StepContext, remote: Remote, branch: string, { file, cluster }: Renewed, pem: string): void {
  const seen = remote.commit(`refs/remotes/origin/${branch}`);
  if (seen !== undefined && gitTree(context.root, seen).text(file) === pem) return;
  const app = `${required(context, 'APP_SLUG')}[bot]`;
  const by = { name: app, email: `${app}@users.noreply.github.com` };
  const commit = remote.commitFile(String(remote.commit(main)), file, pem, `Seal for the new key of ${cluster}\n`, by);
  if (remote.push(commit, branch, seen)) return;
  throw new Failure('unreadable', { what: `somebody else set ${branch} meanwhile`, fix: 'the next night looks again' });
}

function words({ cluster, file, before, after }: Renewed): string {
  return [
    `\`${cluster}\` shows a newer sealing certificate than \`${file}\`.`,
    '',
    '| | fingerprint (SHA-256) | from |',
    '|---|---|---|',
    `| now | \`${before.fingerprint}\` | ${before.notBefore.toISOString()} |`,
    `| new | \`${after.fingerprint}\` | ${after.notBefore.toISOString()} |`,
    '',
    'Whoever could put their own certificate here could read every value that is sealed afterwards. Before you approve, ask the cluster itself, with your own credentials, and compare:',
    '',
    '```',
    'kubeseal --fetch-cert | openssl x509 -noout -fingerprint -sha256',
    '```',
    '',
    'Values that are sealed already stay as they are: the controller keeps its older keys.',
    '',
  ].join('\n');
}
