import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import fc from 'fast-check';
import type { KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import { imagined, Objects } from '@tinjis/rules/objects/objects';
import type { NetworkPolicy } from '@tinjis/rules/network/policy';
import { labels, policies, testNamespaces } from '@tinjis/rules/testing/random/network';
import { ask } from '../../src/answer/ask.ts';
import { callersOf, type Callers } from '../../src/answer/callers.ts';
import type { ClusterModel, Model, Workload } from '../../src/model/model.ts';
import type { DeclaredWorkload, DeveloperTeam } from '../../src/model/teams.ts';
import { repository } from '../verify/proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const [staging] = repository.model.clusters as [ClusterModel];
const made = (object: object): Resource => imagined(object as KubernetesObject, { file: 'made.yaml', line: 1 });

interface Some {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What the cluster gets of it. */
  readonly as: 'pods' | 'pods on the node' | 'a Service that leads nowhere' | 'nothing';
}

/** An organisation whose teams are namespaces, with services of any labels under any policies. */
function organisation(services: readonly Some[], governance: readonly object[]): readonly [Model, ClusterModel] {
  const [template] = repository.model.teams.developers as [DeveloperTeam];
  const workloads = new Map<string, Workload>();
  const developers = testNamespaces.map((namespace): DeveloperTeam => {
    const own = services.flatMap((some, index) => (some.namespace === namespace ? [{ some, name: `s${index}` }] : []));
    return {
      ...template,
      name: namespace,
      namespace,
      services: own.map(({ some, name }) => {
        const service = { team: namespace, service: name };
        const [like] = repository.model.clusters[0]?.workloads.values() ?? [];
        workloads.set(`${namespace}/${name}`, {
          ...(like as Workload),
          service,
          objects: new Objects(objectsOf(some, name)),
        });
        const ports = [{ name: 'http', port: 80, servicePort: 80, callers: [], outside: false, monitoring: false }];
        const pods: DeclaredWorkload = { name, service, namespace, images: ['x'], ports, egress: [] };
        return { name, team: namespace, namespace, outside: false, hosts: [], workloads: [pods] as const };
      }),
    };
  });
  const cluster = { ...staging, governance: new Objects(governance.map(made)), workloads };
  return [{ ...repository.model, teams: { ...repository.model.teams, developers }, clusters: [cluster] }, cluster];
}

function objectsOf({ labels: own, as }: Some, name: string): readonly Resource[] {
  if (as === 'nothing') return [];
  const template = {
    metadata: { labels: own },
    spec: { containers: [], ...(as === 'pods on the node' && { hostNetwork: true }) },
  };
  const deployment = made({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec: { template } });
  const nowhere = { selector: { app: 'nobody' }, ports: [{ port: 80 }] };
  return as === 'a Service that leads nowhere'
    ? [deployment, made({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: nowhere })]
    : [deployment];
}

const all = ({ teams }: Model): readonly DeclaredWorkload[] =>
  teams.developers.flatMap(({ services }) => services.map(({ workloads: [own] }) => own));
const verdict = (model: Model, cluster: ClusterModel, from: DeclaredWorkload, to: DeclaredWorkload): string =>
  ask(model, cluster, { verb: 'connect', from: { kind: 'workload', workload: from }, to, port: 80 }).verdict;
const names = (some: readonly DeclaredWorkload[]): readonly string[] => some.map(({ name }) => name);

const policy = (namespace: string, spec: object): object => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'p', namespace },
  spec,
});
const clusterPolicy = (spec: object): object => ({
  apiVersion: 'policy.networking.k8s.io/v1alpha1',
  kind: 'AdminNetworkPolicy',
  metadata: { name: 'admin' },
  spec: { priority: 1, subject: { namespaces: {} }, ...spec },
});
const toPayments = (action: string, matchLabels: object): object =>
  clusterPolicy({ ingress: [{ action, from: [{ namespaces: { matchLabels } }] }] });

describe('the callers of a port', () => {
  it('get the same answers together as one by one', () => {
    const some: fc.Arbitrary<Some> = fc.record({
      namespace: fc.constantFrom(...testNamespaces),
      labels: labels as fc.Arbitrary<Record<string, string>>,
      as: fc.constantFrom(
        'pods',
        'pods',
        'pods',
        'pods',
        'pods on the node',
        'a Service that leads nowhere',
        'nothing',
      ),
    });
    const name = 'kubernetes.io/metadata.name';
    const ofCluster = fc.constantFrom(
      [],
      [],
      [toPayments('Allow', { [name]: 'web' })],
      [toPayments('Deny', { [name]: 'billing' })],
      [toPayments('Allow', { trusted: 'yes' })],
      [clusterPolicy({ priority: 'none' })],
    );
    let together = 0;
    fc.assert(
      fc.property(fc.array(some, { minLength: 2, maxLength: 7 }), policies(), ofCluster, (services, own, more) => {
        const [model, cluster] = organisation(services, [...own, ...more]);
        const callers = all(model);
        for (const called of callers) {
          const { apart, refused } = callersOf(model, cluster, callers, called, 80);
          const others = refused?.all() ?? [];
          together += Math.max(0, others.length - 1);
          const everybody = callers.filter((each) => each !== called);
          expect([...names(apart), ...names(others)].toSorted()).to.equal(names(everybody).toSorted());
          expect(others.length).to.equal(refused?.size ?? 0);
          expect(others[0]).to.equal(refused?.first);
          for (const each of others) {
            expect(verdict(model, cluster, each, called)).to.equal(refused?.answer.verdict ?? '');
          }
        }
      }),
      { numRuns: 400 },
    );
    expect(together, 'callers that needed no question').to.be.above(100);
  });

  const services: readonly Some[] = [
    { namespace: 'payments', labels: { app: 'payment' }, as: 'pods' },
    { namespace: 'billing', labels: { app: 'antaeus' }, as: 'pods' },
    { namespace: 'billing', labels: { app: 'other' }, as: 'pods' },
    { namespace: 'web', labels: { app: 'front' }, as: 'pods' },
  ];
  const from = (peer: object): NetworkPolicy =>
    policy('payments', { podSelector: {}, ingress: [{ from: [peer] }] }) as NetworkPolicy;
  const billing = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'billing' } } };
  const split = (governance: readonly object[], as: Some['as'] = 'pods'): Callers => {
    const [model, cluster] = organisation([...services, { namespace: 'web', labels: {}, as }], governance);
    const callers = all(model);
    return callersOf(model, cluster, callers, callers.find(({ name }) => name === 's0') as DeclaredWorkload, 80);
  };

  it('stand apart if a rule means them, and else are refused together, with the rule', () => {
    const { apart, refused } = split([from({ ...billing, podSelector: { matchLabels: { app: 'antaeus' } } })]);
    expect(names(apart)).to.equal(['s1']);
    expect(names(refused?.all() ?? [])).to.equal(['s2', 's3', 's4']);
    expect(refused?.answer).to.include({ verdict: 'deny', decidedBy: ['network'] });
    const [network] = refused?.answer.routes[0]?.layers.filter(({ layer }) => layer === 'network') ?? [];
    expect(network?.reasons[0].code).to.equal('network/ingress-refused');
  });

  it('stand apart if no policy governs them, or the cluster gets no pods of theirs', () => {
    expect(names(split([from(billing)], 'pods on the node').apart)).to.only.include(['s1', 's2', 's4']);
    expect(names(split([from(billing)], 'nothing').apart)).to.only.include(['s1', 's2', 's4']);
  });

  it('all need a question where the called side lets them in, or nobody can tell whom', () => {
    for (const governance of [
      [],
      [from({ ipBlock: { cidr: '0.0.0.0/0' } })],
      [from({ namespaceSelector: { matchLabels: { trusted: 'yes' } } })],
    ]) {
      const { apart, refused } = split(governance);
      expect([names(apart), refused]).to.equal([['s1', 's2', 's3', 's4'], undefined]);
    }
  });

  it('are all told apart where every one of them is meant', () => {
    const anybody = testNamespaces.map((namespace) => ({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    }));
    const { apart, refused } = split([policy('payments', { podSelector: {}, ingress: [{ from: anybody }] })]);
    expect(names(apart)).to.only.include(['s1', 's2', 's3', 's4']);
    expect(refused).to.be.undefined();
  });

  it('are not known where an object that nobody evaluates may decide', () => {
    const foreign = { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { name: 'x' } };
    expect(split([from(billing), foreign]).refused?.answer.verdict).to.equal('unknown');
  });
});
