import { parseDocument } from 'yaml';
import { runProcess } from '@tinjis/manifests/process';
import { Git } from '@tinjis/delivery/load/proposal/git';
import { Failure } from '@tinjis/manifests/failure';
import { required, type Step, type StepContext } from './step.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Number of questions to the registry at a time. */
const atOnce = 8;

interface Entry {
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: true;
}

interface Update {
  readonly 'package-ecosystem': string;
  readonly cooldown?: { readonly 'default-days'?: number };
}

/** A version of a package that the lockfile did not have before. */
interface Added {
  readonly name: string;
  readonly version: string;
  /** Its source, if that is not the registry. */
  readonly from?: string;
}

/**
 * Refuses package versions that are younger than dependabot's cooldown, however they came into the lockfile since
 * `BASE`. npm's own `min-release-age` cannot do it: our lockfile names no addresses, so `npm ci` would look up every
 * version and refuse young ones, whatever `min-release-age-exclude` says. This step respects that list in `.npmrc`: a
 * security update does not wait.
 */
export const cooldownStep: Step = async (context) => {
  const git = new Git(context.root);
  const [into, to] = git.objects([`${required(context, 'BASE')}^{commit}`, 'HEAD^{commit}']);
  if (!into || !to)
    throw new Failure('unreadable', {
      what: 'Git does not know the commits to compare',
      fix: 'fetch the whole history: fetch-depth: 0',
    });
  const text = (name: string): string => git.objects([name])[0]?.content.toString('utf8') ?? '';
  const days = cooldownOf(text('HEAD:.github/dependabot.yml'));
  const excluded = new Set(
    [...text('HEAD:.npmrc').matchAll(/^min-release-age-exclude\[\]\s*=\s*(\S+)/gm)].map(([, name]) => name),
  );
  const had = new Set(packagesIn(text(`${git.mergeBase(into.id, to.id)}:package-lock.json`)).map(keyOf));
  const added = packagesIn(text('HEAD:package-lock.json')).filter(
    (each) => !had.has(keyOf(each)) && !excluded.has(each.name),
  );
  const faults: string[] = [];
  for (let first = 0; first < added.length; first += atOnce) {
    const found = await Promise.all(added.slice(first, first + atOnce).map((each) => faultOf(each, days, context)));
    faults.push(...found.flatMap((fault) => fault ?? []));
  }
  faults.forEach((fault) => {
    context.say(`✘ ${fault}`);
  });
  context.say(`${added.length} new package versions, ${faults.length} that must wait`);
  return faults.length === 0;
};

/** The days that dependabot waits before it takes a new version of an npm package. */
function cooldownOf(dependabot: string): number {
  const { updates = [] } = (parseDocument(dependabot).toJS() ?? {}) as { readonly updates?: readonly Update[] };
  const days = updates.find((update) => update['package-ecosystem'] === 'npm')?.cooldown?.['default-days'];
  if (days !== undefined) return days;
  throw new Failure('unreadable', {
    what: '.github/dependabot.yml has no cooldown for npm',
    fix: 'write default-days: below cooldown:',
  });
}

function packagesIn(lockfile: string): readonly Added[] {
  const { packages = {} } = JSON.parse(lockfile || '{}') as { readonly packages?: Readonly<Record<string, Entry>> };
  // Workspaces have folders of their own, and links below node_modules.
  const installed = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);
  const all = installed.map(([path, { name, version = '', resolved }]): Added => ({
    name: name ?? String(path.split('node_modules/').at(-1)),
    version,
    ...(resolved !== undefined && { from: resolved }),
  }));
  return [...new Map(all.map((each) => [keyOf(each), each])).values()];
}

/** The same version from another source counts as another version. */
function keyOf({ name, version, from = '' }: Added): string {
  return JSON.stringify([name, version, from]);
}

function idOf({ name, version }: Added): string {
  return `${name}@${version}`;
}

async function faultOf(added: Added, days: number, { env, root }: StepContext): Promise<string | undefined> {
  const { name, version, from } = added;
  if (from !== undefined) return `${idOf(added)} comes from ${from}, not from the registry`;
  if (!/^(@[\w.~-]+\/)?[\w.~][\w.~-]*$/.test(name)) return `${name} is no name of a package`;
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { status, stdout, stderr } = await runProcess('npm', ['view', name, 'time', '--json'], {
    cwd: root,
    env: Object.fromEntries(given),
  });
  if (status !== 0) return `${name}: npm view failed: ${stderr.trim().replace(/\s*\n\s*/g, '; ')}`;
  const published = (JSON.parse(stdout) as Readonly<Record<string, string>>)[version];
  if (published === undefined) return `${idOf(added)} is not in the registry`;
  const age = (Date.now() - Date.parse(published)) / dayMs;
  if (age >= days) return undefined;
  return `${idOf(added)} is ${Math.floor(age)} days old, younger than ${days}: wait, or where it fixes a hole, name it in .npmrc: min-release-age-exclude[]=${name}`;
}
