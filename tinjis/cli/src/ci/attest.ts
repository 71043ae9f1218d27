import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guard } from '@tinjis/delivery/guard/guard';
import { pullRequestsAt, proposalOf } from './judge.ts';
import { output, required, type StepContext } from './step.ts';

/** The workflow that may build the images that the delivery app proposes. */
const builder = '.github/workflows/build.yaml';

/**
 * Verifies the provenance of the image that a pull request of the delivery app proposes, and passes on the verified
 * images as the output `images`, a JSON list. It judges nothing: the guard refuses images that are not in the list.
 * Only GitHub's own keys and registry allow a full test; this code calls `gh` as its manual says.
 */
export async function attestStep(context: StepContext): Promise<boolean> {
  // No person can take a login with brackets. The guard knows which App it is.
  const pulls = (await pullRequestsAt(context)).filter(({ user }) => user.login.endsWith('[bot]'));
  const images: string[] = [];
  for (const pull of pulls) {
    const read = await proposalOf(context, pull, []);
    const decision = read && guard(read.teams, read.proposal);
    for (const { code, args } of decision?.paths.flatMap(({ reasons }) => reasons) ?? []) {
      const image = String(args['image']);
      if (code === 'git/image-not-attested' && isAttested(context, image)) images.push(image);
    }
  }
  output(context, 'images', images);
  return true;
}

/**
 * Was this image built by the build workflow, from the commit that is its tag, on main?
 * @param image `NAME:COMMIT@DIGEST`, as the guard has checked it
 * @see https://cli.github.com/manual/gh_attestation_verify
 */
function isAttested(context: StepContext, image: string): boolean {
  const [tagged, digest] = image.split('@') as [string, string];
  const colon = tagged.lastIndexOf(':');
  const [name, commit] = [tagged.slice(0, colon), tagged.slice(colon + 1)];
  const repository = required(context, 'GITHUB_REPOSITORY');
  const folder = mkdtempSync(join(tmpdir(), 'tinjis-registry-'));
  try {
    // gh looks there for the registry's password. The file belongs to this step, and nobody else can read it.
    const auth = Buffer.from(`x-access-token:${required(context, 'GH_TOKEN')}`).toString('base64');
    const registry = String(name.split('/')[0]);
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [registry]: { auth } } }), { mode: 0o600 });
    const answer = execFileSync(
      'gh',
      [
        ...['attestation', 'verify', `oci://${name}@${digest}`, '--repo', repository, '--format', 'json'],
        ...['--signer-workflow', `${repository}/${builder}`, '--source-digest', commit],
        ...['--source-ref', 'refs/heads/main', '--deny-self-hosted-runners'],
      ],
      { env: { ...context.env, DOCKER_CONFIG: folder }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    );
    // The digest alone could be another service's.
    const isOfService = subjectsOf(JSON.parse(answer)).some(
      (subject) => subject.name === name && `sha256:${subject.digest.sha256}` === digest,
    );
    context.say(isOfService ? `${image} is attested` : `${image}: its attestation is about another image`);
    return isOfService;
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string };
    context.say(`${image} is not attested: ${(stderr ?? String(error)).trim()}`);
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Subject {
  readonly name: string;
  readonly digest: { readonly sha256: string };
}

/** The subjects of the verified statements, in the form that `gh` documents. */
function subjectsOf(answer: unknown): readonly Subject[] {
  const results = answer as readonly { readonly verificationResult: { readonly statement: { subject: Subject[] } } }[];
  return results.flatMap(({ verificationResult }) => verificationResult.statement.subject);
}
