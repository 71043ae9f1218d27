import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { verify } from '../../src/api.ts';
import { generate } from '../../src/generate/generate.ts';
import { loadTeams, serviceNamed } from '../../src/load/teams.ts';
import { findDrift } from '../../src/model/generated.ts';
import { offboard } from '../../src/plan/offboard.ts';
import { onboard, type OnboardRequest } from '../../src/plan/onboard/onboard.ts';
import { rename } from '../../src/plan/rename.ts';
import type { Report } from '../../src/verify/verify.ts';
import { organisation } from '../../testing/organisation.ts';

export const lab = Lab.script();
const { describe, it } = lab;

interface Renamed {
  readonly after: Tree;
  readonly then: readonly string[];
}

function renamed(from: string, to: string, members: readonly string[] = [], tree = organisation): Renamed {
  const planned = rename(tree, from, to, members);
  if ('refusal' in planned) throw new Error(planned.refusal.what);
  return { after: changedTree(tree, planned.writes), then: planned.then };
}

const refusal = (from: string, to: string, tree = organisation): string => {
  const planned = rename(tree, from, to, []);
  return 'refusal' in planned ? planned.refusal.what : 'planned';
};

function expectWhole(tree: Tree): void {
  expect(findDrift(tree, generate(loadTeams(tree), tree))).to.equal([]);
  expect((verify(tree) as Report).proofs.flatMap(({ breaches }) => breaches)).to.equal([]);
}

function onboarded(tree: Tree, request: Partial<OnboardRequest>): Tree {
  const usual = { team: 'billing', service: 'cart', members: [], entry: {}, images: [], autoscaler: true };
  const planned = onboard(tree, { ...usual, ...request });
  if ('refusal' in planned) throw new Error(planned.refusal.what);
  return changedTree(tree, planned.writes);
}

const base = (service: string, file = 'deployment.yaml'): string => `apps/billing/${service}/base/${file}`;

describe('rename()', () => {
  it('writes a service under its new name beside the old one, of which nothing changes, and keeps every promise', () => {
    const { after } = renamed('billing/antaeus', 'invoices');
    expectWhole(after);
    const old = organisation.paths.filter((path) => path.startsWith('apps/billing/antaeus/'));
    expect(old.filter((path) => after.text(path) !== organisation.text(path))).to.equal([]);
    const copies = old.map((path) => path.replace('antaeus', 'invoices'));
    expect(copies.filter((path) => after.kind(path) !== 'file')).to.equal([]);
    expect(copies.filter((path) => !path.includes('/examples/') && after.text(path).includes('antaeus'))).to.equal([]);
    const is = serviceNamed(loadTeams(after), 'billing/invoices');
    expect(is).to.include({ port: 8000, opsPort: 8001, outside: true, database: 'postgresql' });
    expect(after.text('apps/billing/invoices/overlays/staging/route.yaml')).to.contain(
      '[invoices.staging.tinjis.example]',
    );
    expect(after.text('apps/billing/invoices/overlays/staging/sealed-secrets.yaml')).to.equal(
      '# Empty until `tinjis seal` enters the first value.\n',
    );
    expect(after.text('policies/teams.yaml')).to.contain('callers: [billing/antaeus, billing/invoices]');
  });

  it('says what lies between the two steps, in the order that loses no data', () => {
    const { then } = renamed('billing/antaeus', 'invoices');
    const clusters = ['production', 'staging'];
    expect(then.map((step) => step.replace('npx tinjis seal billing/invoices', 'seal'))).to.equal([
      'merge: billing/invoices comes beside billing/antaeus, of which nothing changes',
      ...clusters.flatMap((name) => [
        `seal its value of antaeus-database/password: seal --cluster ${name} --secret invoices-database --item password --new`,
        `give it an API key of its own: seal --cluster ${name} --rotate start`,
      ]),
      'give it its program: git mv services/antaeus services/invoices; it runs once its image is entered',
      'stop billing/antaeus, and move its data: pg_dump of antaeus-postgresql into invoices-postgresql',
      'tell clients outside the new host names: invoices.staging.tinjis.example, invoices.tinjis.example',
      'take the old one out, which asks before it deletes anything: npx tinjis offboard billing/antaeus',
    ]);
    expect(renamed('payments/payment', 'charges').then).to.include(
      'let billing/antaeus call payments/charges: its settings name payments/payment',
    );
  });

  it('leaves a whole repository when the old one is taken out', () => {
    const { after } = renamed('payments/payment', 'charges');
    const planned = offboard(after, 'payments/payment');
    if ('refusal' in planned) throw new Error(planned.refusal.what);
    const gone = changedTree(after, planned.writes);
    expectWhole(gone);
    expect(gone.text('policies/teams.yaml')).to.contain('      charges:\n').and.not.to.contain('      payment:\n');
  });

  it('moves a service to another team, which may be new', () => {
    const { after, then } = renamed('billing/antaeus', 'finance/invoices', ['ann']);
    expectWhole(after);
    const deployment = after.text('apps/finance/invoices/base/deployment.yaml');
    expect(deployment)
      .to.contain('namespace: finance\n')
      .and.to.contain('@invoices-postgresql.finance.svc.cluster.local:')
      .and.to.contain('payment.payments.svc')
      .and.not.to.contain('billing');
    expect(String(then.at(-1))).to.endWith('npx tinjis offboard billing');
    expect(String(renamed('billing/antaeus', 'payments/invoices').then.at(-1))).to.endWith('offboard billing');
  });

  it('renames the workloads of the service, and neither images of others, nor files, nor workloads of others', () => {
    const image = `docker.io/shop/cart:1@sha256:${'0123456789abcdef'.repeat(4)}`;
    const entry = { ports: { http2: { port: 7000, callers: ['billing/antaeus'] } } };
    const own = onboarded(onboarded(organisation, { entry }), {
      workload: 'cart',
      images: [image],
      entry: { images: ['docker.io/shop/cart'], ports: { redis: { port: 6379, callers: ['billing/cart'] } } },
    });
    const tree = onboarded(own, {
      service: 'cart-list',
      entry: { port: 8080, callers: ['billing/cart'], outside: false },
    });
    const file = base('cart');
    const settings = changedTree(tree, {
      [file]: tree
        .text(file)
        .replace(
          '          # The overlay',
          '          # Calls cart-list, cart-cart and my-cart.\n          # The overlay',
        ),
    });
    const { after } = renamed('billing/cart', 'basket', [], settings);
    expectWhole(after);
    expect(after.text(base('basket'))).to.contain('# Calls cart-list, basket-cart and my-cart.');
    expect(after.text(base('basket', 'kustomization.yaml'))).to.contain('- cart.yaml');
    expect(after.text(base('basket', 'cart.yaml')))
      .to.contain('- name: basket-cart\n')
      .and.to.contain(image);
    const teams = loadTeams(after);
    const callersOf = (service: string, index: number): readonly string[] | undefined =>
      serviceNamed(teams, `billing/${service}`).workloads[index]?.ports[0]?.callers.map(({ workload }) => workload);
    expect(callersOf('cart', 1)).to.equal(['cart']);
    expect(callersOf('basket', 1)).to.equal(['basket']);
    expect(callersOf('basket', 0)).to.equal(['antaeus']);
    expect(callersOf('cart-list', 0)).to.equal(['cart', 'basket']);
  });

  it('refuses a team, a name that is taken, and what cannot be edited in place', () => {
    expect(refusal('billing/antaeus', 'invoices')).to.equal('planned');
    expect(refusal('billing', 'finance')).to.equal('the team billing cannot be renamed in one step');
    expect(refusal('billing/antaeus', 'antaeus')).to.equal('billing/antaeus is there already');
    expect(refusal('billing/antaeus', 'payment')).to.contain('The name payment is taken already');
    expect(refusal('billing/antaeus', 'finance/invoices')).to.equal('the new team finance has no member');
    expect(refusal('billing/antaeus', 'payments/a/b')).to.contain('the team file would have a fault');
    expect(() => rename(organisation, 'billing/nothing', 'invoices', [])).to.throw(
      'there is no service billing/nothing',
    );
    const text = organisation.text('policies/teams.yaml');
    const services = '{antaeus: {port: 8000, opsPort: 8001, database: postgresql, outside: true}}';
    const billing = `  billing: {role: developer, group: "a:b", members: [m], namespace: billing, services: ${services}}\n`;
    const braces = changedTree(organisation, { 'policies/teams.yaml': text.replace(/^ {2}billing:\n[^]*$/m, billing) });
    expect(refusal('billing/antaeus', 'invoices', braces)).to.contain('written in braces');
  });
});
