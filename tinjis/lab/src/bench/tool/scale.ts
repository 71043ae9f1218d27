// `npm run bench -- scale`: what every command costs in organisations of 10 to 1,000 services, and how that grows.
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diskTree, type Tree } from '@tinjis/manifests/tree/tree';
import { measure, parsing, program, type Usage } from '../measure.ts';
import { commitAll, organisation, perTeam } from './organisation.ts';
import { write } from './write.ts';

const sizes = process.argv[2]?.split(',').map(Number) ?? [10, 50, 200, 1000];
/** Above it a cost grows faster than the organisation. */
const linear = 1.1;

/** A command, in a repository of which one file was changed since the commit `before`. */
interface Measured {
  readonly what: string;
  /** Upper bound of the seconds at the largest size. */
  readonly aim?: number;
  run(at: Place): Usage;
}

/** An organisation on disk. */
interface Place {
  readonly folder: string;
  /** The commit before the last change. */
  readonly before: string;
  /** Where renderings and proofs are remembered. */
  readonly cache: string;
}

/** The service that is asked about, and whose files change. */
const service = { team: 't0', name: 's0-0', login: 't0-dev' };
const overlay = `apps/${service.team}/${service.name}/overlays/production/kustomization.yaml`;

function ran({ folder, cache }: Place, words: readonly string[], exit = 0): Usage {
  return measure([program, ...words], folder, 1, exit, { TINJIS_CACHE: cache });
}

/** Everything is proved anew once a file of the platform is another. */
function changePlatform({ folder }: Place): void {
  appendFileSync(join(folder, 'policies/README.md'), '\n');
}

const commands: readonly Measured[] = [
  { what: 'reading and parsing alone', run: ({ folder }) => measure([parsing], folder, 1) },
  { what: 'verify, nothing rendered before', aim: 60, run: (at) => ran(at, ['verify']) },
  {
    what: 'verify, everything rendered before',
    aim: 10,
    run: (at) => {
      changePlatform(at);
      return ran(at, ['verify']);
    },
  },
  { what: 'verify, nothing changed', run: (at) => ran(at, ['verify']) },
  {
    what: 'verify, one file changed',
    aim: 2,
    run: (at) => {
      appendFileSync(join(at.folder, overlay), '# changed\n');
      return ran(at, ['verify']);
    },
  },
  { what: 'generate --check', run: (at) => ran(at, ['generate', '--check']) },
  {
    what: 'can … deploy',
    run: (at) =>
      ran(at, ['can', service.login, 'deploy', `${service.team}/${service.name}`, '--cluster', 'production']),
  },
  {
    what: 'can … connect',
    run: (at) => ran(at, ['can', `${service.team}/${service.name}`, 'connect', 't1/s1-0', '--cluster', 'production']),
  },
  { what: 'guard, one line', run: (at) => ran(at, ['guard', '--author', service.login, '--base', at.before]) },
  { what: 'diff, one line', run: (at) => ran(at, ['diff', at.before]) },
  { what: 'affected, one line', run: (at) => ran(at, ['affected', at.before]) },
  { what: 'render, one cluster', run: (at) => ran(at, ['render', '--cluster', 'production']) },
  { what: 'onboard --dry-run', run: (at) => ran(at, ['onboard', service.team, 'one-more', '--dry-run']) },
  { what: 'report', aim: 20, run: (at) => ran(at, ['report', '--output', join(at.cache, 'report.html')]) },
];

const root = join(import.meta.dirname, '../../../../..');
const scratch = mkdtempSync(join(tmpdir(), 'tinjis-bench-'));
try {
  const platform = diskTree(root);
  const places = sizes.map((services) => placed(platform, services));
  console.log(
    `${'seconds / MiB, by services'.padEnd(38)} ${sizes.map((each) => String(each).padStart(14)).join('')}   growth`,
  );
  for (const { what, aim, run } of commands) {
    const usages = places.map((place) => run(place));
    const [last, before] = [usages.at(-1), usages.at(-2)] as [Usage, Usage];
    const growth = Math.log(last.cpu / before.cpu) / Math.log((sizes.at(-1) as number) / (sizes.at(-2) as number));
    const figures = usages.map(({ wall, rss }) => `${wall.toFixed(2)} / ${rss.toFixed(0)}`.padStart(14)).join('');
    const steep = growth > linear ? ' ✘ faster than the services' : '';
    const missed = aim !== undefined && last.wall > aim ? `   ✘ (aim: ${aim} s)` : '';
    console.log(`${what.padEnd(38)} ${figures}   ^${growth.toFixed(2)}${steep}${missed}`);
  }
  console.log(
    `Teams of ${perTeam} services on 3 clusters. Growth is the exponent of the processor time between the two largest sizes: 1 is linear.`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Writes an organisation to a folder, as a Git repository of two commits; the second changes one file. */
function placed(platform: Tree, services: number): Place {
  const folder = join(scratch, String(services));
  const tree = organisation(platform, services);
  write(tree, folder);
  for (const path of tree.paths) {
    const [, name] = /^apps\/[^/]+\/([^/]+)\/base\/kustomization\.yaml$/.exec(path) ?? [];
    if (name !== undefined) writeProgram(folder, name);
  }
  const before = commitAll(folder);
  appendFileSync(join(folder, overlay), '# changed\n');
  appendFileSync(join(folder, `services/${service.name}/main.js`), '// changed\n');
  commitAll(folder);
  const cache = join(scratch, `cache-${services}`);
  mkdirSync(cache);
  return { folder, before, cache };
}

/** The smallest program of which an image can be built. */
function writeProgram(folder: string, name: string): void {
  const own = join(folder, 'services', name);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'Dockerfile'), `FROM scratch\nCOPY services/${name} /\n`);
  writeFileSync(join(own, 'main.js'), '');
}
