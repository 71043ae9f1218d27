import type { Failure } from '@tinjis/manifests/failure';
import type { Environment } from '@tinjis/manifests/cache';
import { findRenderer } from '@tinjis/manifests/render/renderer';
import { runProcess } from '@tinjis/manifests/process';
import type { HealthCheck } from '@tinjis/platform/doctor/health-check';
import { tryPort } from '@tinjis/chassis/embedded/port';

const group = 'programs';

/** Oldest Node that strips types and that the images run. */
const oldestNode = 26;
/** Oldest Git that accepts `--end-of-options` everywhere. */
const oldestGit = 30;

/** Programs that only some commands need, and the arguments that make each print its version. */
const others = [
  { name: 'go', args: ['version'], needed: 'npm run oracles, npm run renderers, npm run up on a bare machine' },
  { name: 'buildah', args: ['--version'], needed: 'npm run images, npm run up' },
  { name: 'kubectl', args: ['version', '--client'], needed: 'a cluster of your own: tinjis up --context' },
  { name: 'docker', args: ['--version'], needed: 'tinjis up --kind' },
  { name: 'gh', args: ['--version'], needed: 'tinjis doctor --github, unless GH_TOKEN is set' },
] as const;

/** The programs that run the project, with versions; after them, those that only some commands need. */
export async function toolChecks(env: Environment, node = process.versions.node): Promise<readonly HealthCheck[]> {
  const found = await Promise.all(
    others.map(async ({ name, args, needed }): Promise<HealthCheck> => {
      const version = await versionOf(name, args, env);
      const rest = { group, name, needed, fix: `install it where you need it: ${needed}` };
      return version === undefined
        ? { ...rest, health: 'notice', found: 'not found' }
        : { ...rest, health: 'right', found: version };
    }),
  );
  return [nodeCheck(node), await gitCheck(env), await rendererCheck(env), ...found];
}

function nodeCheck(node: string): HealthCheck {
  return {
    group,
    name: 'Node',
    health: Number(node.split('.')[0]) >= oldestNode ? 'right' : 'wrong',
    found: node,
    needed: `${oldestNode} or newer`,
    fix: 'call it as `npx tinjis`, which takes the Node that npm ci installed',
  };
}

async function gitCheck(env: Environment): Promise<HealthCheck> {
  const version = await versionOf('git', ['--version'], env);
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  const enough = Number(major) > 2 || (Number(major) === 2 && Number(minor) >= oldestGit);
  return {
    group,
    name: 'Git',
    health: enough ? 'right' : 'wrong',
    found: version ?? 'not found',
    needed: `2.${oldestGit} or newer`,
    fix: 'install it with your package manager',
  };
}

async function rendererCheck(env: Environment): Promise<HealthCheck> {
  const rest = { group, name: 'kustomize', needed: 'one that runs' };
  try {
    const { version, source } = findRenderer(env);
    return { ...rest, health: 'right', found: `${version} (${source})`, fix: '' };
  } catch (error) {
    // findRenderer fails in no other way.
    const { what, fix } = (error as Failure).explanation;
    return { ...rest, health: 'wrong', found: what, fix };
  }
}

async function versionOf(name: string, args: readonly string[], env: Environment): Promise<string | undefined> {
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { status, stdout } = await runProcess(name, args, { env: Object.fromEntries(given) });
  return status === 0 ? /\d+\.\d+[\w.+-]*/.exec(stdout)?.[0] : undefined;
}

/** The ports on which `tinjis start` prefers to listen; it takes others if these are in use. */
const wanted = [
  ['Antaeus', 8000],
  ['Antaeus ops', 8001],
  ['payment', 9000],
  ['payment ops', 9001],
] as const;

/** @param ports names and ports to check */
export async function portChecks(
  ports: readonly (readonly [string, number])[] = wanted,
): Promise<readonly HealthCheck[]> {
  return Promise.all(
    ports.map(async ([name, port]): Promise<HealthCheck> => {
      const free = (await tryPort(port)) !== undefined;
      return {
        group: 'ports',
        name: `${port} (${name})`,
        health: free ? 'right' : 'notice',
        found: free ? 'free' : 'in use',
        needed: 'free',
        fix: 'npm start takes another port and says which; or end what listens there',
      };
    }),
  );
}
