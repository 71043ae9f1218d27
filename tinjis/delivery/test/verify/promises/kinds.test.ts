import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { type Change, changedTree } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { verify } from '../../../src/api.ts';
import { generate } from '../../../src/generate/generate.ts';
import { loadTeams } from '../../../src/load/teams.ts';
import { findDrift } from '../../../src/model/generated.ts';
import { base, reader } from '../proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const named = [
  'CronJob',
  'Certificate',
  'Ingress',
  'Job',
  'Rollout',
  'ScaledObject',
  'ServiceMonitor',
  'ExternalSecret',
];
const apps = 'apps/billing/antaeus/base';
const overlay = 'apps/billing/antaeus/overlays/staging/kustomization.yaml';
const image = `ghcr.io/tinjis/tinjis-delivery/antaeus:${'1234abcdef'.repeat(4)}@sha256:${'0123456789abcdef'.repeat(4)}`;

/** The base, where billing is granted kinds by name, with what follows from that and with objects of those kinds. */
function granted(objects: readonly object[], kinds: readonly string[] = named): Tree {
  const teams = base
    .text('policies/teams.yaml')
    .replace('namespace: billing\n', `namespace: billing\n    kinds: [${kinds.join(', ')}]\n`)
    .replace(
      /(?<=outside: true\n {8}database: postgresql\n)/,
      '        workloads: { migrate: {}, nightly: {}, worker: {} }\n',
    );
  const listed = base.text(`${apps}/kustomization.yaml`).replace('resources:\n', 'resources:\n  - kinds.yaml\n');
  const written = changedTree(base, {
    'policies/teams.yaml': teams,
    [`${apps}/kustomization.yaml`]: listed,
    [`${apps}/kinds.yaml`]: objects.map((each) => JSON.stringify(each)).join('\n---\n'),
    [overlay]: base.text(overlay),
  });
  const drift = findDrift(written, generate(loadTeams(written), written));
  return changedTree(written, Object.fromEntries(drift.map(({ path, wanted }) => [path, wanted ?? null])));
}

function found(tree: Tree, changes: Readonly<Record<string, Change>> = {}): readonly string[] {
  const report = verify(changedTree(tree, changes), reader);
  if ('faults' in report) throw new Error(JSON.stringify(report.faults));
  return report.proofs.flatMap(({ breaches }) =>
    breaches.map(({ code, args }) => `${code} ${Object.values(args).join(' ')}`),
  );
}

function template(name: string): object {
  const limits = { cpu: '100m', memory: '64Mi' };
  const container = {
    name,
    image,
    resources: { requests: limits, limits },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  };
  return {
    metadata: { labels: { 'app.kubernetes.io/name': name } },
    spec: {
      serviceAccountName: name,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: 'Never',
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [container],
    },
  };
}

function object(apiVersion: string, kind: string, name: string, spec: object, annotations = {}): object {
  return { apiVersion, kind, metadata: { name, namespace: 'billing', annotations }, spec };
}

const hook = { 'argocd.argoproj.io/hook': 'PreSync', 'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation' };
const host = 'antaeus.staging.tinjis.example';
const path = { path: '/', pathType: 'Prefix', backend: { service: { name: 'antaeus', port: { number: 8000 } } } };
const schedule = { schedule: '0 3 * * *', jobTemplate: { spec: { template: template('antaeus-nightly') } } };
const rollout = {
  selector: { matchLabels: { 'app.kubernetes.io/name': 'antaeus-worker' } },
  template: { ...template('antaeus-worker') },
};

/** One of each kind, as a team would write it. */
const objects = [
  object('batch/v1', 'Job', 'antaeus-migrate', { template: template('antaeus-migrate') }, hook),
  object('batch/v1', 'CronJob', 'antaeus-nightly', schedule),
  object('argoproj.io/v1alpha1', 'Rollout', 'antaeus-worker', rollout),
  object('networking.k8s.io/v1', 'Ingress', 'antaeus', { rules: [{ host, http: { paths: [path] } }] }),
  object('cert-manager.io/v1', 'Certificate', 'antaeus', {
    dnsNames: [host],
    secretName: 'antaeus-tls',
    issuerRef: { kind: 'ClusterIssuer', name: 'public' },
  }),
  object('keda.sh/v1alpha1', 'ScaledObject', 'antaeus-worker', {
    scaleTargetRef: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'antaeus-worker' },
    maxReplicaCount: 3,
    triggers: [{ type: 'cpu', metadata: { value: '60' } }],
  }),
  object('monitoring.coreos.com/v1', 'ServiceMonitor', 'antaeus', {
    selector: {},
    endpoints: [{ port: 'ops', followRedirects: false }],
  }),
  object('external-secrets.io/v1', 'ExternalSecret', 'antaeus', {
    secretStoreRef: { name: 'vault' },
    dataFrom: [{ extract: { key: 'antaeus' } }],
  }),
];

describe('the promise about kinds', () => {
  it('holds for a team that is granted kinds by name and deploys one of each', () => {
    expect(found(granted(objects))).to.equal([]);
  });

  it('finds each of them in a team that is not granted any', () => {
    const found1 = found(granted(objects, ['PodMonitor']));
    for (const kind of named) {
      expect(
        found1.some((each) => each.startsWith(`promise/closed ${kind} antaeus`)),
        kind,
      ).to.be.true();
    }
  });

  const rights = 'clusters/base/teams/billing/kinds.yaml';
  const policies = 'policies/admission';
  for (const [what, file, replace, by, finding] of [
    [
      'a deployer that may not write what its team was granted',
      rights,
      'resources: [jobs, cronjobs]\n    verbs: [get, list, watch, create',
      'resources: [cronjobs]\n    verbs: [get, list, watch, create',
      'promise/closed billing/deployer create a Job in namespace billing on staging',
    ],
    [
      'people who may not look at it',
      rights,
      /(?<=name: people-kinds\n[^]*)cronjobs/,
      'jobs',
      'promise/closed the group tinjis:billing get a CronJob in namespace billing on staging',
    ],
    [
      'a right to one more kind',
      rights,
      'resources: [jobs, cronjobs]\n    verbs: [get, list, watch, create',
      'resources: [jobs, cronjobs, widgets]\n    verbs: [get, list, watch, create',
      'rbac/more-than-needed deployer-kinds deployer-kinds staging billing:deployer get widgets.batch',
    ],
    [
      'a quota that does not count it',
      'clusters/base/teams/billing/namespace.yaml',
      /\n {4}count\/cronjobs.batch: .*/,
      '',
      'namespace/no-share billing staging quota of count/cronjobs.batch',
    ],
    [
      "an autoscaler that goes up to KEDA's hundred",
      `${apps}/kinds.yaml`,
      '"maxReplicaCount":3,',
      '',
      'room/not-enough billing staging pods 211 104',
    ],
    [
      'an autoscaler of nothing',
      `${apps}/kinds.yaml`,
      '"apiVersion":"argoproj.io/v1alpha1","kind":"Rollout","name":"antaeus-worker"},"max',
      '"name":"antaeus-worker"},"max',
      'targets/another ScaledObject antaeus-worker billing/antaeus billing staging Deployment antaeus-worker',
    ],
    [
      'a hook that Argo CD would skip',
      `${apps}/kinds.yaml`,
      'hook":"PreSync',
      'hook":"Skip',
      'promise/closed Job antaeus-migrate of billing/antaeus be deployed on staging',
    ],
    [
      'a schedule that runs as the deployer',
      `${apps}/kinds.yaml`,
      '"serviceAccountName":"antaeus-nightly"',
      '"serviceAccountName":"deployer"',
      'promise/closed CronJob antaeus-nightly of billing/antaeus be deployed on staging',
    ],
    [
      'pods of a Rollout that run the image of another',
      `${apps}/kinds.yaml`,
      /(?<="Rollout"[^\n]*)delivery\/antaeus:/,
      'delivery/payment:',
      'promise/closed Rollout antaeus-worker of billing/antaeus be deployed on staging',
    ],
    [
      'a rule that refuses everybody',
      `${policies}/route-names.yaml`,
      "spec.issuerRef.kind == 'ClusterIssuer')",
      "spec.issuerRef.kind == 'Nobody')",
      'promise/closed payments/deployer create a Certificate in namespace payments on staging',
    ],
  ] as const) {
    it(`finds ${what}`, () => {
      const tree = granted(objects);
      const parts = tree.text(file).split(replace);
      expect(parts.length, `${String(replace)} in ${file}`).to.equal(2);
      expect(found(tree, { [file]: parts.join(by) })).to.include(finding);
    });
  }
});
