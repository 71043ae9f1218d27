import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { admit, type AdmissionRules } from '@tinjis/rules/admission/admit';
import type { Namespace } from '@tinjis/rules/admission/policy';
import type { AdmissionRequest } from '@tinjis/rules/admission/request';
import { podOf } from '@tinjis/rules/admission/request';
import type { KubernetesObject, Resource } from '@tinjis/rules/objects/located';
import type { ClusterModel } from '@tinjis/delivery/model/model';
import { groupOf } from '@tinjis/rules/objects/objects';
import { clusters, digest, liveClusters } from './repository.ts';

export const lab = Lab.script();
const { describe, it } = lab;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- manifests of any kind, changed in any way
type Manifest = any;

const deployer = (namespace: string) => account(namespace, 'deployer');
const platform = account('argocd', 'platform-deployer');
const administrator = { name: 'admin', groups: ['system:masters', 'system:authenticated'] };

function account(namespace: string, name: string): AdmissionRequest['user'] {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}

const kubeSystem: Namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } };

function rulesOf({ governance }: ClusterModel): AdmissionRules {
  return {
    policies: governance.kind('admissionregistration.k8s.io/ValidatingAdmissionPolicy'),
    bindings: governance.kind('admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding'),
    // Every cluster has this namespace, though no file makes it.
    namespaces: [
      ...governance.kind<Namespace>('/Namespace'),
      { object: kubeSystem, at: () => ({ file: 'sample', line: 1 }) },
    ],
  };
}

const local = clusters[0] as ClusterModel;
const staging = clusters[1] as ClusterModel;

function request(
  object: Manifest,
  user: AdmissionRequest['user'],
  more: Partial<AdmissionRequest> = {},
): AdmissionRequest {
  const resource: Resource = { object, at: () => ({ file: 'sample', line: 1 }) };
  const version = object.apiVersion.split('/').at(-1);
  return {
    operation: 'CREATE',
    object: resource,
    namespace: object.metadata.namespace,
    user,
    resource: { group: groupOf(object), version, resource: pluralOf(object.kind) },
    ...more,
  };
}

const pluralOf = (kind: string): string =>
  `${kind.toLowerCase()}${kind.endsWith('s') ? '' : 's'}`.replace('policys', 'policies');

function verdict(cluster: ClusterModel, asked: AdmissionRequest): { verdict: string; says: string } {
  const ruling = admit(rulesOf(cluster), asked);
  return { verdict: ruling.verdict, says: JSON.stringify(ruling.reasons) };
}

function workload(cluster: ClusterModel, kind: string, name: string): KubernetesObject {
  const all = [...cluster.workloads.values()].flatMap(({ objects }) => objects.all);
  const found = all.find(({ object }) => object.kind === kind && object.metadata.name === name);
  if (!found) throw new Error(`${cluster.name} has no ${kind} ${name}`);
  return found.object;
}

const changed = (object: KubernetesObject, change: (copy: Manifest) => void): Manifest => {
  const copy = structuredClone(object) as Manifest;
  change(copy);
  return copy;
};

describe('policies/admission', () => {
  for (const [whose, cluster] of [
    ...liveClusters.map((each) => ['here', each] as const),
    ...clusters.map((each) => ['in the example', each] as const),
  ]) {
    it(`lets in what the teams deploy ${whose} on ${cluster.name}, and the pods made of it`, () => {
      for (const { objects, service } of cluster.workloads.values()) {
        for (const resource of objects.all) {
          const { kind, metadata } = resource.object;
          const pod = podOf(resource);
          for (const object of [resource.object, ...(pod ? [pod.object] : [])]) {
            const answer = verdict(cluster, request(object, deployer(metadata.namespace ?? '')));
            expect(
              ['allow', 'not-applicable'],
              `${service.service} ${kind} ${metadata.name}: ${answer.says}`,
            ).to.include(answer.verdict);
          }
        }
      }
    });

    it(`lets the platform bring up ${cluster.name} ${whose}`, () => {
      for (const { object } of cluster.governance.all) {
        const answer = verdict(cluster, request(object, platform));
        expect(['allow', 'not-applicable'], `${object.kind} ${object.metadata.name}: ${answer.says}`).to.include(
          answer.verdict,
        );
      }
    });
  }

  const antaeus = workload(local, 'Deployment', 'antaeus');
  const image = (name: string) => `ghcr.io/tinjis/tinjis-delivery/${name}:${'b'.repeat(40)}@${digest}`;
  const first = (copy: Manifest) => copy.spec.template.spec.containers[0];
  const podRefusals: [string, (copy: Manifest) => void, string][] = [
    [
      "another service's image",
      (copy) => {
        first(copy).image = image('payment');
      },
      'workload-image',
    ],
    [
      'an image from elsewhere',
      (copy) => {
        first(copy).image = `docker.io/library/antaeus@${digest}`;
      },
      'workload-image',
    ],
    [
      'an image whose path only begins like its own',
      (copy) => {
        first(copy).image = `ghcr.io/tinjis/tinjis-delivery/antaeus-2@${digest}`;
      },
      'workload-image',
    ],
    [
      'a tag without digest',
      (copy) => {
        first(copy).image = 'ghcr.io/tinjis/tinjis-delivery/antaeus:1';
      },
      'workload-image',
    ],
    [
      'the bare name of an overlay that was never built',
      (copy) => {
        first(copy).image = 'antaeus';
      },
      'workload-image',
    ],
    [
      'a foreign init container',
      (copy) => {
        copy.spec.template.spec.initContainers = [{ ...first(copy), image: image('payment') }];
      },
      'workload-image',
    ],
    [
      'a name that is no workload of the namespace',
      (copy) => {
        copy.spec.template.metadata.labels['app.kubernetes.io/name'] = 'payment';
      },
      'workload-identity',
    ],
    [
      'no name at all',
      (copy) => {
        delete copy.spec.template.metadata.labels;
      },
      'workload-identity',
    ],
    [
      "the database's name with the service's image",
      (copy) => {
        copy.spec.template.metadata.labels['app.kubernetes.io/name'] = 'antaeus-postgresql';
      },
      'workload-image',
    ],
    [
      'the deployer as its account',
      (copy) => {
        copy.spec.template.spec.serviceAccountName = 'deployer';
      },
      'workload-identity',
    ],
    [
      'no account',
      (copy) => {
        delete copy.spec.template.spec.serviceAccountName;
      },
      'workload-identity',
    ],
    [
      'a mounted token',
      (copy) => {
        delete copy.spec.template.spec.automountServiceAccountToken;
      },
      'workload-identity',
    ],
    [
      'a projected token',
      (copy) => {
        copy.spec.template.spec.volumes.push({
          name: 't',
          projected: { sources: [{ serviceAccountToken: { path: 't' } }] },
        });
      },
      'workload-identity',
    ],
    [
      "the node's network",
      (copy) => {
        copy.spec.template.spec.hostNetwork = true;
      },
      'host-access',
    ],
    [
      "the node's processes",
      (copy) => {
        copy.spec.template.spec.hostPID = true;
      },
      'host-access',
    ],
    [
      "the node's shared memory",
      (copy) => {
        copy.spec.template.spec.hostIPC = true;
      },
      'host-access',
    ],
    [
      'a port of the node',
      (copy) => {
        first(copy).ports[0].hostPort = 8000;
      },
      'host-access',
    ],
    [
      'a port of the node by an init container',
      (copy) => {
        copy.spec.template.spec.initContainers = [{ ...first(copy), ports: [{ containerPort: 1, hostPort: 1 }] }];
      },
      'host-access',
    ],
  ];
  for (const [what, change, policy] of podRefusals) {
    it(`refuses a template, and a pod, with ${what}`, () => {
      const bad = changed(antaeus, change);
      const pod = podOf({ object: bad, at: () => ({ file: 'sample', line: 1 }) })?.object;
      const cronJob = {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'c', namespace: 'billing' },
        spec: { jobTemplate: { spec: { template: bad.spec.template } } },
      };
      for (const object of [bad, pod, cronJob]) {
        const answer = verdict(local, request(object, deployer('billing')));
        expect(answer.verdict, answer.says).to.equal('deny');
        expect(answer.says).to.contain(policy);
      }
      expect(verdict(local, request(antaeus, deployer('billing'))).verdict).to.equal('allow');
    });
  }

  const service = workload(local, 'Service', 'antaeus');
  const payment = workload(local, 'Service', 'payment');
  const serviceRefusals: [string, KubernetesObject, (copy: Manifest) => void][] = [
    [
      'a node port to payment',
      payment,
      (copy) => {
        copy.spec.type = 'NodePort';
      },
    ],
    [
      'a load balancer to payment',
      payment,
      (copy) => {
        copy.spec.type = 'LoadBalancer';
      },
    ],
    [
      'a node port that leads to another workload',
      service,
      (copy) => {
        copy.spec.selector = { 'app.kubernetes.io/name': 'antaeus-postgresql' };
      },
    ],
    [
      'a node port under another name',
      service,
      (copy) => {
        copy.metadata.name = 'other';
      },
    ],
    [
      'externalIPs',
      service,
      (copy) => {
        copy.spec.externalIPs = ['10.0.0.1'];
      },
    ],
    [
      'an ExternalName',
      service,
      (copy) => {
        copy.spec = { type: 'ExternalName', externalName: 'payment.payments.svc.cluster.local' };
      },
    ],
    [
      'no selector',
      service,
      (copy) => {
        delete copy.spec.selector;
      },
    ],
    [
      'a selector that names no workload',
      service,
      (copy) => {
        copy.spec.selector = { app: 'x' };
      },
    ],
  ];
  for (const [what, object, change] of serviceRefusals) {
    it(`refuses a Service with ${what}`, () => {
      const answer = verdict(local, request(changed(object, change), deployer(object.metadata.namespace ?? '')));
      expect(answer.verdict, answer.says).to.equal('deny');
      expect(answer.says).to.contain('service-exposure');
      expect(verdict(local, request(object, deployer(object.metadata.namespace ?? ''))).verdict).to.equal('allow');
    });
  }

  const route = workload(staging, 'HTTPRoute', 'antaeus');
  const routeRefusals: [string, (copy: Manifest) => void][] = [
    [
      "another's host name",
      (copy) => {
        copy.spec.hostnames = ['payment.staging.tinjis.example'];
      },
    ],
    [
      'every host name',
      (copy) => {
        delete copy.spec.hostnames;
      },
    ],
    [
      'a backend that is not for outside',
      (copy) => {
        copy.spec.rules[0].backendRefs[0].name = 'antaeus-postgresql';
      },
    ],
    [
      'a backend in another namespace',
      (copy) => {
        copy.spec.rules[0].backendRefs[0].namespace = 'payments';
      },
    ],
    [
      'a backend of another group',
      (copy) => {
        copy.spec.rules[0].backendRefs[0].group = 'x.example';
      },
    ],
    [
      'a mesh in place of a Gateway',
      (copy) => {
        copy.spec.parentRefs[0].kind = 'Service';
      },
    ],
    [
      'no parent',
      (copy) => {
        delete copy.spec.parentRefs;
      },
    ],
    [
      'a mirror',
      (copy) => {
        copy.spec.rules[0].filters = [{ type: 'RequestMirror', requestMirror: { backendRef: { name: 'antaeus' } } }];
      },
    ],
    [
      'another kind',
      (copy) => {
        copy.kind = 'TCPRoute';
      },
    ],
  ];
  for (const [what, change] of routeRefusals) {
    it(`refuses a route with ${what}`, () => {
      const answer = verdict(staging, request(changed(route, change), deployer('billing')));
      expect(answer.verdict, answer.says).to.equal('deny');
      expect(verdict(staging, request(route, deployer('billing'))).verdict).to.equal('allow');
    });
  }

  const object = (apiVersion: string, kind: string, namespace: string | undefined, more: object = {}) => ({
    apiVersion,
    kind,
    metadata: { name: 'x', ...(namespace && { namespace }) },
    ...more,
  });
  const kubelet = { name: 'system:node:n', groups: ['system:nodes', 'system:authenticated'] };
  const slices = account('kube-system', 'endpointslice-controller');
  const controller = account('argocd', 'argocd-application-controller');
  const unsealer = account('kube-system', 'sealed-secrets-controller');
  const reserved: [string, Manifest, AdmissionRequest['user'], AdmissionRequest['user'], Partial<AdmissionRequest>?][] =
    [
      ['NetworkPolicies', object('networking.k8s.io/v1', 'NetworkPolicy', 'payments'), deployer('payments'), platform],
      ['Roles', object('rbac.authorization.k8s.io/v1', 'Role', 'payments'), deployer('payments'), platform],
      [
        'RoleBindings',
        object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'payments'),
        deployer('payments'),
        administrator,
      ],
      [
        'ServiceAccounts',
        object('v1', 'ServiceAccount', 'payments'),
        deployer('payments'),
        account('kube-system', 'service-account-controller'),
      ],
      ['ResourceQuotas', object('v1', 'ResourceQuota', 'payments'), deployer('payments'), platform],
      ['LimitRanges', object('v1', 'LimitRange', 'payments'), deployer('payments'), platform],
      [
        "the network engine's own policies",
        object('cilium.io/v2', 'CiliumNetworkPolicy', 'payments'),
        deployer('payments'),
        platform,
        { resource: { group: 'cilium.io', version: 'v2', resource: 'ciliumnetworkpolicies' } },
      ],
      ['EndpointSlices', object('discovery.k8s.io/v1', 'EndpointSlice', 'billing'), deployer('billing'), slices],
      ['Endpoints', object('v1', 'Endpoints', 'billing'), platform, administrator],
      ['Applications', object('argoproj.io/v1alpha1', 'Application', 'argocd'), deployer('billing'), controller],
      ['AppProjects', object('argoproj.io/v1alpha1', 'AppProject', 'argocd'), account('default', 'x'), platform],
      [
        'tokens',
        object('authentication.k8s.io/v1', 'TokenRequest', 'billing'),
        deployer('billing'),
        kubelet,
        { resource: { group: '', version: 'v1', resource: 'serviceaccounts', subresource: 'token' } },
      ],
      [
        'a shell in a pod',
        object('v1', 'PodExecOptions', 'billing'),
        platform,
        administrator,
        { operation: 'CONNECT', resource: { group: '', version: 'v1', resource: 'pods', subresource: 'exec' } },
      ],
    ];
  for (const [what, manifest, refused, allowed, more] of reserved) {
    it(`keeps ${what} to those whose business they are`, () => {
      expect(verdict(local, request(manifest, refused, more)).verdict).to.equal('deny');
      expect(verdict(local, request(manifest, allowed, more)).verdict).to.equal('allow');
    });
  }

  it('refuses a Secret that asks for a token, whoever unseals it', () => {
    const secret = (type: string) => object('v1', 'Secret', 'billing', { type });
    expect(verdict(local, request(secret('kubernetes.io/service-account-token'), unsealer)).verdict).to.equal('deny');
    expect(verdict(local, request(secret('Opaque'), unsealer)).verdict).to.equal('allow');
  });

  it('lets Argo CD sync an object as its team, and refuses what would steer Argo CD, whoever writes it', () => {
    const own = 'argocd.argoproj.io';
    const synced = {
      [`${own}/tracking-id`]: 'antaeus:/ConfigMap:billing/antaeus-settings',
      [`${own}/sync-options`]: 'Prune=confirm,Delete=confirm',
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
    };
    const written = (annotations: object, labels: object = {}) => ({
      ...object('v1', 'ConfigMap', 'billing'),
      metadata: { name: 'antaeus-settings', namespace: 'billing', annotations, labels },
    });
    for (const who of [deployer('billing'), platform, administrator, unsealer]) {
      expect(verdict(local, request(written(synced), who)).verdict).to.equal('allow');
      for (const more of [
        { [`link.${own}/log-in-again`]: 'https://example.org' },
        { [`${own}/managed-by`]: 'billing' },
        { [`${own}/hook`]: 'PostSync' },
        { 'helm.sh/hook': 'pre-install' },
        { [`${own}/of-a-later-version`]: 'true' },
        { [`${own}/sync-options`]: 'Prune=confirm,Force=true' },
      ]) {
        for (const refused of [written({ ...synced, ...more }), written(synced, more)]) {
          const answer = verdict(local, request(refused, who));
          expect(answer.verdict, JSON.stringify(more)).to.equal('deny');
          expect(answer.says).to.contain('argocd-annotations');
        }
      }
    }
  });

  it("keeps a team's namespace to the platform, also for taking its label off", () => {
    const namespace = local.governance.get('/Namespace', 'payments')?.object as KubernetesObject;
    const oldObject: Resource = { object: namespace, at: () => ({ file: 'sample', line: 1 }) };
    const bare = changed(namespace, (copy) => {
      delete copy.metadata.labels['tinjis.io/team'];
    });
    const update = { operation: 'UPDATE', oldObject } as const;
    expect(verdict(local, request(bare, deployer('payments'), update)).verdict).to.equal('deny');
    expect(verdict(local, request(bare, platform, update)).verdict).not.to.equal('deny');
    expect(verdict(local, request(object('v1', 'Namespace', undefined), account('default', 'x'))).verdict).not.to.equal(
      'deny',
    );
  });
});
