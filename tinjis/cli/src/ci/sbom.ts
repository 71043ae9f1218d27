import { posix } from 'node:path';

/** One entry of `packages` in a package-lock.json of version 3. */
export interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export type Lock = Readonly<Record<string, LockedPackage>>;

interface Component {
  readonly type: 'library' | 'application';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses?: readonly { readonly expression: string }[];
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

/**
 * The bill of materials of one workspace as CycloneDX 1.6, from the lockfile alone. It lists the packages that
 * `npm ci --omit=dev --omit=optional` installs for the workspace.
 * `npm sbom` of npm 11 omits packages that another workspace depends on too, so it does not work for one workspace. The
 * same lockfile gives the same bytes: no time, no random serial number.
 * @param lock `packages` of the lockfile
 * @param workspace folder of the workspace, such as `services/payment`
 */
export function sbom(lock: Lock, workspace: string): Readonly<Record<string, unknown>> {
  const dependencies = new Map<string, readonly string[]>();
  const waiting = [workspace];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (dependencies.has(path)) continue;
    const { dependencies: wanted = {}, peerDependencies: peers = {} } = lock[path] as LockedPackage;
    const from = path;
    const found = Object.keys({ ...peers, ...wanted }).flatMap((name) => resolve(lock, from, name) ?? []);
    dependencies.set(path, found);
    waiting.push(...found);
  }
  const refs = (paths: readonly string[]) => [...new Set(paths.map((path) => component(lock, path)['bom-ref']))].sort();
  const [own, ...others] = [...dependencies.keys()].map((path) =>
    component(lock, path, path === workspace ? 'application' : 'library'),
  );
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { lifecycles: [{ phase: 'pre-build' }], component: own },
    components: [...new Map(others.map((each) => [each['bom-ref'], each])).values()].sort((a, b) =>
      a['bom-ref'] < b['bom-ref'] ? -1 : 1,
    ),
    dependencies: [...dependencies].map(([path, found]) => ({
      ref: component(lock, path)['bom-ref'],
      dependsOn: refs(found),
    })),
  };
}

/** Node's own search: the nearest node_modules upwards. A link stands for the workspace it points to. */
function resolve(lock: Lock, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = posix.dirname(folder)) {
    const path = folder === '.' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    const found = lock[path];
    if (found) return found.link ? found.resolved : path;
    if (folder === '.') return undefined;
  }
}

function component(lock: Lock, path: string, type: Component['type'] = 'library'): Component {
  const {
    name = path.slice(path.lastIndexOf('node_modules/') + 13),
    version = '0',
    license,
    integrity,
  } = lock[path] as LockedPackage;
  const purl = `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
  const [, sha512] = /^sha512-(\S+)/.exec(integrity ?? '') ?? [];
  return {
    type,
    'bom-ref': purl,
    name,
    version,
    purl,
    ...(license && { licenses: [{ expression: license }] }),
    ...(sha512 && { hashes: [{ alg: 'SHA-512', content: Buffer.from(sha512, 'base64').toString('hex') }] }),
  };
}
