import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { ports } from '../../../src/verify/promises/ports.ts';
import { room } from '../../../src/verify/promises/room.ts';
import { targets } from '../../../src/verify/promises/targets.ts';
import { breachesOf, type Edit, foundBy } from '../proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const payment = 'apps/payments/payment/base';
const deployment = `${payment}/deployment.yaml`;
const service = `${payment}/service.yaml`;
const antaeus = 'apps/billing/antaeus';
const share = 'clusters/base/teams/payments/namespace.yaml';
const containers: Edit = [
  deployment,
  '      containers:\n',
  `      initContainers:
        - name: proxy
          restartPolicy: Always
          image: payment
          ports: [{name: proxy, containerPort: 9100}]
        - name: migrate
          image: payment
          ports: [{name: migrate, containerPort: 9200}]
      containers:
`,
];
const second = (targetPort: string): Edit => [
  service,
  'targetPort: http}\n',
  `targetPort: http}\n    - {name: more, port: 90, targetPort: ${targetPort}}\n`,
];

describe('the promise about ports', () => {
  it('holds for this repository', () => {
    expect(breachesOf(ports)).to.equal([]);
  });

  it('takes a port of an init container that stays, and none of one that ends', () => {
    expect(foundBy(ports, ['port'], containers, second('proxy'))).to.equal([]);
    expect(foundBy(ports, ['port'], containers, second('9100'))).to.equal([]);
    expect(foundBy(ports, ['port'], containers, second('migrate'))).to.equal(['ports/target migrate']);
  });

  it('tells the ports of one protocol from those of another', () => {
    const [file, opening, ports_] = containers;
    const udp: Edit = [file, opening, ports_.replace('{name: proxy,', '{name: proxy, protocol: UDP,')];
    expect(foundBy(ports, ['port'], udp, second('proxy'))).to.equal(['ports/target proxy']);
    expect(foundBy(ports, ['port'], udp, second('proxy, protocol: UDP'))).to.equal([]);
  });

  it('asks for no database where the team file has none', () => {
    const without: Edit = ['policies/teams.yaml', /(?<=antaeus:\n(?: {8}.*\n)*?) {8}database: postgresql\n/, ''];
    expect(foundBy(ports, ['name'], without)).to.equal([]);
  });

  it('takes a port without target for a port of the pods', () => {
    expect(foundBy(ports, ['port'], [service, ', targetPort: http', ''])).to.equal([]);
    expect(foundBy(ports, ['port'], [service, 'port: 9000, targetPort: http', 'port: 9002'])).to.equal([
      'ports/target 9002',
      'ports/service-port 9000',
    ]);
  });

  it('takes a container port without a number for none', () => {
    expect(foundBy(ports, ['port'], [deployment, 'containerPort: 9000', 'containerPort: http'])).to.equal([
      'ports/target http',
      'ports/service-port 9000',
      'ports/not-open 9000',
    ]);
  });

  it('finds a hook that asks a port which the container does not have', () => {
    const hook = (port: string): Edit => [deployment, 'sleep: {seconds: 5}', `httpGet: {path: /stop, port: ${port}}`];
    expect(foundBy(ports, ['probe', 'port'], hook('ops'))).to.equal([]);
    expect(foundBy(ports, ['probe', 'port'], hook('stop'))).to.equal(['ports/probe preStop stop']);
  });

  it('says who is promised the connection', () => {
    const gone = (file: string): Edit => [`${file}/kustomization.yaml`, '  - service.yaml\n', ''];
    expect(foundBy(ports, ['name', 'who'], gone(payment))).to.equal(['ports/no-service payment billing/antaeus']);
    expect(foundBy(ports, ['name', 'who'], gone(`${antaeus}/base`))).to.equal([
      'ports/backend antaeus ',
      'ports/no-service antaeus anybody outside',
    ]);
  });

  it('wants no Service where nobody connects', () => {
    const callers: Edit = ['policies/teams.yaml', 'callers: [billing/antaeus]', 'callers: []'];
    const gone: Edit = [`${payment}/kustomization.yaml`, '  - service.yaml\n', ''];
    expect(foundBy(ports, ['name', 'who'], callers, gone)).to.equal([]);
    const away: Edit = [service, 'targetPort: http', 'targetPort: ops'];
    expect(foundBy(ports, ['name', 'who'], callers, away)).to.equal(['ports/service-port payment nobody']);
  });

  for (const [what, replace, by] of [
    ['under another host', 'hostnames: [antaeus.', 'hostnames: [billing.'],
    ['at another Gateway', 'name: public,', 'name: private,'],
    ['at a Gateway of another namespace', ', namespace: gateway}', '}'],
    ['to another Service', 'name: antaeus, port: 8000', 'name: antaeus-postgresql, port: 5432'],
  ] as const) {
    it(`finds a route ${what}`, () => {
      const edit: Edit = [`${antaeus}/overlays/staging/route.yaml`, replace, by];
      expect(foundBy(ports, ['host'], edit)).to.equal(['ports/no-route antaeus.staging.tinjis.example']);
    });
  }

  it('finds that a cluster without Gateway opens no port of its nodes', () => {
    const cluster: Edit = [
      'policies/teams.yaml',
      /outside: gateway\n.*\n.*domain: staging\.tinjis\.example/,
      'outside: node-port',
    ];
    const inside: Edit = [`${antaeus}/base/service.yaml`, 'type: NodePort', 'type: ClusterIP'];
    expect(foundBy(ports, ['name'], cluster)).to.equal([]);
    expect(foundBy(ports, ['name'], cluster, inside)).to.equal(['ports/no-node-port antaeus']);
    const gone: Edit = [`${antaeus}/base/kustomization.yaml`, '  - service.yaml\n', ''];
    expect(foundBy(ports, ['name'], cluster, gone)).to.equal(['ports/backend antaeus', 'ports/no-service antaeus']);
  });
});

describe('the promise about targets', () => {
  it('holds for this repository', () => {
    expect(breachesOf(targets)).to.equal([]);
  });

  for (const [what, selector] of [
    ['empty', '{}'],
    ['no map of labels', '[payment]'],
    ['of another label', '{app: payment}'],
  ] as const) {
    it(`finds a Service whose selector is ${what}`, () => {
      const edit: Edit = [service, 'selector: {app.kubernetes.io/name: payment}', `selector: ${selector}`];
      expect(foundBy(targets, ['kind', 'name'], edit)).to.equal(['targets/none Service payment']);
    });
  }

  it('finds a Service without selector', () => {
    const edit: Edit = [service, '  selector: {app.kubernetes.io/name: payment}\n', ''];
    expect(foundBy(targets, ['kind', 'name'], edit)).to.equal(['targets/none Service payment']);
  });

  it('reads the expressions of a selector', () => {
    const budget = (values: string): Edit => [
      `${payment}/disruption-budget.yaml`,
      'matchLabels: {app.kubernetes.io/name: payment}',
      `matchExpressions: [{key: app.kubernetes.io/name, operator: In, values: ${values}}]`,
    ];
    expect(foundBy(targets, ['name'], budget('[payment, other]'))).to.equal([]);
    expect(foundBy(targets, ['name'], budget('[other]'))).to.equal(['targets/none payment']);
    expect(foundBy(targets, ['name'], budget('[]')), 'which the API server refuses').to.equal(['targets/none payment']);
  });

  it('finds an autoscaler of another version of the kind', () => {
    const edit: Edit = [`${payment}/autoscaler.yaml`, 'apiVersion: apps/v1, kind', 'apiVersion: apps/v1beta1, kind'];
    expect(foundBy(targets, ['target'], edit)).to.equal(['targets/another Deployment payment']);
  });

  it('does not look for a selector where Kubernetes writes it', () => {
    const job = `apiVersion: batch/v1
kind: Job
metadata: {name: once, namespace: payments}
spec: {template: {metadata: {labels: {app.kubernetes.io/name: once}}, spec: {containers: []}}}
---
`;
    const beside: Edit = [service, 'apiVersion: v1\n', `${job}apiVersion: v1\n`];
    expect(foundBy(targets, ['name'], beside)).to.equal([]);
  });
});

describe('the promise about room', () => {
  const quota = (key: string, value: string): Edit => [
    share,
    '    count/services: "6"\n',
    `    count/services: "6"\n    ${key}: "${value}"\n`,
  ];
  /** How much of a resource the payments team takes, found by a quota that gives none of it. */
  const taken = (key: string, ...edits: readonly Edit[]): readonly string[] =>
    foundBy(room, ['key', 'needed'], quota(key, '0'), ...edits);

  it('holds for this repository', () => {
    expect(breachesOf(room)).to.equal([]);
  });

  it('counts what a team writes', () => {
    expect(taken('services')).to.equal(['room/not-enough services 2']);
    expect(taken('configmaps')).to.equal(['room/not-enough configmaps 2']);
    const none: Edit = [
      'apps/payments/payment/overlays/staging/kustomization.yaml',
      /configMapGenerator:[^]*?(?=# The one)/,
      '',
    ];
    expect(taken('configmaps', none), 'the one that the cluster writes').to.equal(['room/not-enough configmaps 1']);
    expect(taken('secrets')).to.equal(['room/not-enough secrets 1']);
    expect(taken('cpu')).to.equal(['room/not-enough cpu 900m']);
    expect(taken('ephemeral-storage')).to.equal([]);
  });

  it('counts one pod where nothing says how many, and a quarter more while a new version comes up', () => {
    const alone: Edit = [`${payment}/kustomization.yaml`, '  - autoscaler.yaml\n', ''];
    const pods = (strategy: string, replicas = ''): readonly string[] =>
      taken(
        'count/pods',
        alone,
        [deployment, /spec:\n {2}# No replicas/, `spec:\n${replicas}  # No replicas`],
        [deployment, /\n {4}rollingUpdate: .*/, strategy],
      );
    expect(pods('')).to.equal(['room/not-enough count/pods 3']);
    expect(pods('', '  replicas: 8\n')).to.equal(['room/not-enough count/pods 11']);
    expect(pods('\n    rollingUpdate: {maxSurge: 3}', '  replicas: 8\n')).to.equal(['room/not-enough count/pods 12']);
    expect(pods('\n    rollingUpdate: {maxSurge: half}', '  replicas: 8\n')).to.equal([
      'room/not-enough count/pods 17',
    ]);
  });

  it('counts no pod more where the old ones go first', () => {
    const recreate: Edit = [deployment, /type: RollingUpdate\n.*\n.*/, 'type: Recreate'];
    expect(taken('count/pods', recreate)).to.equal(['room/not-enough count/pods 5']);
  });

  it('counts the old versions that are kept', () => {
    const given: Edit = [share, 'count/replicasets.apps: "60"', 'count/replicasets.apps: "4"'];
    expect(foundBy(room, ['needed'], given)).to.equal(['room/not-enough 5']);
    expect(foundBy(room, ['needed'], given, [deployment, '  revisionHistoryLimit: 3\n', ''])).to.equal([
      'room/not-enough 12',
    ]);
  });

  it('counts claims of their own, of a set and of the pods', () => {
    const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: more, namespace: payments}
spec: {resources: {requests: {storage: 1Gi}}}
---
`;
    const own: Edit = [service, 'apiVersion: v1\n', `${claim}apiVersion: v1\n`];
    expect(foundBy(room, ['key', 'needed'], own)).to.equal(['room/not-enough persistentvolumeclaims 2']);
    const scratch: Edit = [
      deployment,
      '      volumes:\n',
      `      volumes:
        - name: scratch
          ephemeral: {volumeClaimTemplate: {spec: {resources: {requests: {storage: 5Gi}}}}}
        - name: unsized
          ephemeral: {volumeClaimTemplate: {spec: {}}}
`,
    ];
    expect(foundBy(room, ['key', 'needed'], scratch)).to.equal([
      'room/not-enough persistentvolumeclaims 17',
      'room/not-enough requests.storage 48Gi',
    ]);
    const unsized: Edit = [service, 'apiVersion: v1\n', `${claim.replace(/spec: .*/, 'spec: {}')}apiVersion: v1\n`];
    expect(foundBy(room, ['key', 'needed'], unsized)).to.equal(['room/not-enough persistentvolumeclaims 2']);
  });

  it('counts ports of the nodes and balancers', () => {
    const balancer: Edit = [service, 'type: ClusterIP', 'type: LoadBalancer'];
    expect(foundBy(room, ['key'], balancer)).to.equal([
      'room/not-enough services.loadbalancers',
      'room/not-enough services.nodeports',
    ]);
  });

  it('finds a quota that is no number', () => {
    expect(foundBy(room, ['key'], [share, 'pods: "26"', 'pods: many'])).to.equal([
      'room/unknown-quota pods',
      'room/not-enough pods',
    ]);
  });

  it('holds a quota of some pods against all of them', () => {
    const other = (pods: number): Edit => [
      share,
      '# No pod of a team is critical',
      `apiVersion: v1
kind: ResourceQuota
metadata: {name: lasting, namespace: payments}
spec: {hard: {pods: "${pods}"}, scopes: [NotTerminating]}
---
# No pod of a team is critical`,
    ];
    expect(foundBy(room, ['needed'], other(9))).to.equal([]);
    expect(foundBy(room, ['needed'], other(8))).to.equal(['room/not-enough 9']);
  });

  it('holds whole pods against limits of pods', () => {
    const most = (memory: string): Edit => [
      share,
      '    - type: Container\n',
      `    - {type: Pod, max: {memory: ${memory}}}\n    - type: Container\n`,
    ];
    expect(foundBy(room, ['container'], most('1Gi'))).to.equal([]);
    expect(foundBy(room, ['container'], most('512Mi'))).to.equal(['room/beyond-limits each pod of payment-postgresql']);
  });

  it('finds a pod that asks for more than its own limit', () => {
    const own = (limit: string): Edit => [
      deployment,
      '      containers:\n',
      `      resources: {requests: {cpu: 200m}, limits: {cpu: ${limit}}}\n      containers:\n`,
    ];
    expect(foundBy(room, ['container', 'found'], own('200m'))).to.equal([]);
    expect(foundBy(room, ['container', 'found'], own('100m'))).to.equal([
      'room/beyond-limits each pod of payment 200m',
    ]);
    expect(foundBy(room, ['field'], own('some'))).to.equal(['room/no-quantity limits.cpu']);
  });
});
