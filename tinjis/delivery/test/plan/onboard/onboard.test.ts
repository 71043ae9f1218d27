import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { verify } from '../../../src/api.ts';
import type { Report } from '../../../src/verify/verify.ts';
import { findDrift, mark } from '../../../src/model/generated.ts';
import { generate } from '../../../src/generate/generate.ts';
import { Kustomize } from '@tinjis/manifests/render/render';
import { readSchemaBundles } from '@tinjis/manifests/schemas/schema-bundles';
import { loadTeams, serviceNamed } from '../../../src/load/teams.ts';
import { organisation } from '../../../testing/organisation.ts';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { clusterFolders } from '../../../src/plan/folders.ts';
import { onboard, type OnboardRequest } from '../../../src/plan/onboard/onboard.ts';
import { check } from '@tinjis/manifests/schemas/check';
import { compileSchemas } from '@tinjis/manifests/schemas/compile';

export const lab = Lab.script();
const { describe, it } = lab;

const tree = organisation;
const request = {
  team: 'shop',
  service: 'cart',
  members: ['shop-dev'],
  entry: { port: 8080, opsPort: 8081, callers: ['billing/antaeus'], outside: true },
  teamFields: {},
  images: [],
  autoscaler: true,
};

const withDatabase = { database: 'postgresql' } as const;
const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

function onboarded(more: object = {}, on = tree): Tree {
  const planned = onboard(on, { ...request, ...more });
  if ('refusal' in planned) throw new Error(planned.refusal.what);
  return changedTree(on, planned.writes);
}

function breaches(after: Tree): readonly unknown[] {
  return (verify(after) as Report).proofs.flatMap((proof) => proof.breaches);
}

/** Shapes of a service beside those with and without database, autoscaler and route: what its files hold, and lack. */
const shapes: readonly (readonly [
  shape: string,
  entry: OnboardRequest['entry'],
  images: readonly string[],
  holds: readonly string[],
  lacks: readonly string[],
])[] = [
  [
    'only calls others',
    { opsPort: 8081 },
    [],
    ['{name: OPS_PORT, value: "8081"}'],
    ['service.yaml', '{name: http', '{name: PORT'],
  ],
  ['no port at all', {}, [], ['name: cart'], ['service.yaml', 'Probe:', 'ports:', 'env:', 'prometheus.io']],
  [
    'a Service with another port',
    { port: 8080, servicePort: 80, callers: [], outside: true },
    [],
    ['{name: http, port: 80, targetPort: http}', '{name: cart, port: 80}', 'tcpSocket: {port: http}'],
    ['port: ops'],
  ],
  [
    'ports by name, one of them scraped',
    { ports: { grpc: { port: 7070, callers: ['billing/antaeus'] }, 'my-metrics': { port: 9090, monitoring: true } } },
    [],
    [
      '{name: grpc, port: 7070, targetPort: grpc}',
      '{name: MY_METRICS_PORT, value: "9090"}',
      'prometheus.io/port: "9090"',
      'tcpSocket: {port: grpc}',
    ],
    ['targetPort: my-metrics'],
  ],
  [
    'hosts of its own, and a path of shared ones',
    { port: 8080, callers: [], outside: true, hosts: ['basket', 'www/cart', 'till/cart', 'cart'] },
    [],
    [
      'hostnames: [basket.staging.tinjis.example, cart.staging.tinjis.example]',
      'name: cart-2',
      'hostnames: [www.staging.tinjis.example, till.staging.tinjis.example]',
      '- matches: [{path: {type: PathPrefix, value: /cart}}]',
    ],
    [],
  ],
  [
    'an image of others beside its own',
    { port: 8080, callers: [], outside: false, images: ['docker.io/envoyproxy/envoy'] },
    [`docker.io/envoyproxy/envoy:v1.36@${digest}`],
    ['- name: cart\n          # The', `- name: envoy\n          image: docker.io/envoyproxy/envoy:v1.36@${digest}`],
    [],
  ],
];

const refusal = (more: object, on = tree): string => {
  const planned = onboard(on, { ...request, ...more });
  return 'refusal' in planned ? planned.refusal.what : 'planned';
};

describe('onboard()', () => {
  it('gives a repository whose generated files are as the team file says', () => {
    const after = onboarded();
    expect(findDrift(after, generate(loadTeams(after), after))).to.equal([]);
    expect(serviceNamed(loadTeams(after), 'shop/cart')).to.include({
      port: 8080,
      opsPort: 8081,
      outside: true,
      namespace: 'shop',
    });
    expect(after.text('clusters/staging/teams/shop/kustomization.yaml')).to.contain('apps/shop/cart/overlays/staging');
  });

  it('removes generated files that nothing generates any more', () => {
    const planned = onboard(changedTree(tree, { 'clusters/local/old.yaml': `${mark}\n` }), request);
    expect('writes' in planned && planned.writes['clusters/local/old.yaml']).to.be.null();
  });

  it('writes a skeleton that renders on every cluster, of kinds and fields that Kubernetes knows', () => {
    const after = onboarded({ team: 'billing', members: [] });
    const teams = loadTeams(after);
    const folders = clusterFolders(
      after,
      teams.clusters.map(({ name }) => name),
      serviceNamed(teams, 'billing/cart'),
    );
    const renderings = new Kustomize(process.env).render(after, folders);
    const objects = renderings.flatMap((rendering) =>
      ('objects' in rendering ? rendering.objects : []).map(({ object }) => object),
    );
    expect(renderings.map(({ folder }) => folder)).to.equal(
      ['local', 'production', 'staging'].map((cluster) => `apps/billing/cart/overlays/${cluster}`),
    );
    expect(objects.flatMap((object) => check(object, compileSchemas(readSchemaBundles())))).to.equal([]);
    expect(objects.filter(({ kind }) => kind === 'HTTPRoute')).to.have.length(2);
    expect(JSON.stringify(objects.filter(({ kind }) => kind === 'Service'))).to.match(
      /"type":"NodePort".*"type":"ClusterIP".*"type":"ClusterIP"/,
    );
  });

  for (const [database, autoscaler, outside] of [0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
    [1, 2, 4].map((bit) => (bits & bit) !== 0),
  ) as [boolean, boolean, boolean][]) {
    const shape = `${database ? 'a' : 'no'} database, ${autoscaler ? 'an' : 'no'} autoscaler, ${outside ? 'a' : 'no'} route`;
    it(`writes a skeleton that keeps every promise: ${shape}`, () => {
      const after = onboarded({ entry: { ...request.entry, outside, ...(database && withDatabase) }, autoscaler });
      expect(breaches(after)).to.equal([]);
      const folder = 'apps/shop/cart';
      const files = after.paths.filter((path) => path.startsWith(`${folder}/`));
      expect(files.includes(`${folder}/base/postgresql.yaml`)).to.equal(database);
      expect(files.includes(`${folder}/base/autoscaler.yaml`)).to.equal(autoscaler);
      expect(files.includes(`${folder}/overlays/staging/route.yaml`)).to.equal(outside);
      expect(after.text(`${folder}/base/deployment.yaml`).includes('  replicas: 2\n')).to.equal(!autoscaler);
    });
  }

  for (const [shape, entry, images, holds, lacks] of shapes) {
    it(`writes a skeleton that keeps every promise: ${shape}`, () => {
      const after = onboarded({ entry, images });
      expect(breaches(after)).to.equal([]);
      const files = after.paths.filter((path) => path.startsWith('apps/shop/cart/'));
      const written = files.map((path) => `${path}\n${after.text(path)}`).join('');
      holds.forEach((text) => expect(written).to.contain(text));
      lacks.forEach((text) => expect(written).not.to.contain(text));
    });
  }

  it('adds a workload to a service, with a file that its kustomization lists, and keeps every promise', () => {
    const redis = `docker.io/library/redis:8.2@${digest}`;
    const cache = {
      workload: 'cache',
      members: [],
      images: [redis, `docker.io/oliver006/redis_exporter:v1.80.0@${digest}`],
      entry: {
        ports: { redis: { port: 6379, callers: ['shop/cart'] } },
        images: ['docker.io/library/redis', 'docker.io/oliver006/redis_exporter'],
      },
    };
    const before = onboarded({ entry: {} });
    const after = onboarded(cache, before);
    expect(breaches(after)).to.equal([]);
    const file = 'apps/shop/cart/base/cache.yaml';
    expect(after.text('apps/shop/cart/base/kustomization.yaml')).to.endWith('  - autoscaler.yaml\n  - cache.yaml\n');
    expect(after.text(file))
      .to.contain(`- name: cart-cache\n          image: ${redis}\n`)
      .and.to.contain('- name: redis-exporter\n')
      .and.to.contain('tcpSocket: {port: redis}')
      .and.to.contain('{name: redis, port: 6379, targetPort: redis}')
      .and.not.to.contain('env:');
    const worker = { workload: 'worker', members: [], entry: { egress: [{ to: '203.0.113.0/28', port: 443 }] } };
    const more = onboarded(worker, after);
    expect(breaches(more)).to.equal([]);
    expect(more.text('apps/shop/cart/base/worker.yaml'))
      .to.contain('- name: cart-worker\n')
      .and.to.contain('image: cart\n')
      .and.to.contain('replicas: 1')
      .and.not.to.contain('kind: Service\n');
    expect(refusal({ ...cache, workload: 'worker' }, more)).to.equal('shop/cart has the workload worker already');
    const taken = changedTree(before, { [file]: '' });
    expect(refusal(cache, taken)).to.equal(`${file} is there already`);
    expect(refusal({ ...cache, service: 'list' }, before)).to.contain('there is no service shop/list');
    const kustomization = 'apps/shop/cart/base/kustomization.yaml';
    const braces = changedTree(before, { [kustomization]: 'resources: [deployment.yaml]\n' });
    expect(refusal(cache, braces)).to.contain(`${kustomization} has no lines where an entry is to be added`);
    expect(refusal(cache, changedTree(before, { [kustomization]: 'components: [../parts]\n' }))).to.contain('missing');
  });

  it('writes a CronJob for what starts on a schedule, as a service or beside one, where the team is granted the kind', () => {
    const nightly = { entry: {}, schedule: '0 4 * * *' };
    const granted = { teamFields: { kinds: ['CronJob'] } };
    const after = onboarded({ ...nightly, ...granted, entry: { database: 'postgresql' } });
    expect(breaches(after)).to.equal([]);
    const files = after.paths.filter((path) => path.startsWith('apps/shop/cart/base/'));
    expect(files.map((path) => path.slice('apps/shop/cart/base/'.length))).to.equal([
      'cron-job.yaml',
      'kustomization.yaml',
      'postgresql.yaml',
    ]);
    expect(after.text('apps/shop/cart/base/cron-job.yaml'))
      .to.contain('\n  schedule: "0 4 * * *"\n')
      .and.to.contain('\n          restartPolicy: Never\n')
      .and.to.contain('\n            - name: cart\n');
    const beside = { members: [], workload: 'report', ...nightly };
    const more = onboarded(beside, after);
    expect(breaches(more)).to.equal([]);
    expect(more.text('apps/shop/cart/base/report.yaml'))
      .to.contain('kind: CronJob\n')
      .and.to.contain('name: cart-report\n');
    expect(refusal(nightly)).to.equal('the team shop is not granted the kind CronJob');
    expect(refusal({ ...beside, team: 'billing', service: 'antaeus' })).to.contain('billing is not granted');
    expect(refusal({ ...nightly, ...granted, service: 'Cart' })).to.contain('the team file would have a fault');
  });

  it('says what is left to do: a password for each cluster that takes sealed values, and the program', () => {
    const planned = onboard(tree, { ...request, entry: { ...request.entry, ...withDatabase } });
    expect(
      'then' in planned && planned.then.map((step) => step.replace(/.*(--cluster \w+ --secret \S+).*/, '$1')),
    ).to.equal([
      '--cluster staging --secret cart-database',
      '--cluster production --secret cart-database',
      'put its program and its Dockerfile into services/cart; it answers at /ready and /live on its ops port',
    ]);
  });

  it('opens no way in for a service that nobody outside reaches', () => {
    const after = onboarded({ entry: { ...request.entry, outside: false } });
    expect(after.paths.filter((path) => path.startsWith('apps/shop/cart/overlays/staging'))).to.equal([
      'apps/shop/cart/overlays/staging/kustomization.yaml',
    ]);
    expect(after.text('apps/shop/cart/overlays/local/kustomization.yaml')).not.to.contain('NodePort');
  });

  it('refuses what is there already, and whatever the team file could not hold', () => {
    expect(refusal({})).to.equal('planned');
    expect(refusal({ team: 'billing', service: 'antaeus', members: [] })).to.equal('billing/antaeus is there already');
    expect(refusal({}, changedTree(tree, { 'apps/shop/cart/notes.md': '' }))).to.equal(
      'apps/shop/cart holds files already',
    );
    expect(refusal({ team: 'platform' })).to.contain("is the platform's team");
    expect(refusal({ members: [] })).to.equal('the new team shop has no member');
    expect(refusal({ team: 'billing' })).to.contain('billing is there already, and has the members');
    const shares = { team: 'billing', members: [] };
    expect(refusal({ ...shares, teamFields: { share: { pods: '9' } } })).to.contain('and has the share that');
    expect(refusal({ service: 'antaeus' })).to.contain(
      'the team file would have a fault: The name antaeus is taken already',
    );
    expect(refusal({ service: 'Cart' })).to.contain('the team file would have a fault:');
    const services = '{s: {port: 8000, opsPort: 8001, callers: [], outside: false}}';
    const billing = `  billing: {role: developer, group: "a:b", members: [m], namespace: b, services: ${services}}\n`;
    const braces = tree
      .text('policies/teams.yaml')
      .replace(/^ {2}billing:\n[^]*$/m, billing)
      .replace('[billing/antaeus]', '[]');
    expect(refusal({ team: 'billing', members: [] }, changedTree(tree, { 'policies/teams.yaml': braces }))).to.contain(
      'written in braces',
    );
  });
});
