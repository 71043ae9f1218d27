import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Reader } from '@tinjis/manifests/reader';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Tree } from '@tinjis/manifests/tree/tree';
import { generate } from '../../src/generate/generate.ts';
import { findDrift } from '../../src/model/generated.ts';
import type { Cluster, DeclaredWorkload, Service, Teams } from '../../src/model/teams.ts';
import { readTeams } from '../../src/model/teams/syntax.ts';
import { addressesOf, isExposed } from '../../src/model/layout.ts';
import { base } from '../verify/proving.ts';

const teamFile = readFileSync(join(process.cwd(), 'testing/company/teams.yaml'), 'utf8');

/** The company's team file. */
export function companyTeams(): Teams {
  const reading = readTeams(teamFile);
  if ('faults' in reading) throw new Error(JSON.stringify(reading.faults));
  return reading.teams;
}

/** The company's repository: the base's platform, what follows from the team file, and manifests for every workload. */
export function companyTree(): Tree {
  const teams = companyTeams();
  const demo = base.paths.filter((path) => /^(?:apps|clusters\/(?:base\/teams|staging\/teams))\//.test(path));
  const files = Object.fromEntries([
    ...demo.map((path) => [path, null]),
    ...teams.clusters.slice(1).flatMap(({ name }) => copied(name)),
    ...teams.developers.flatMap(({ services }) => services.flatMap((service) => manifests(service, teams.clusters))),
    ['policies/teams.yaml', teamFile],
  ]) as Record<string, string | null>;
  const written = changedTree(base, files);
  const drift = findDrift(written, generate(teams, written));
  return changedTree(written, Object.fromEntries(drift.map(({ path, wanted }) => [path, wanted ?? null])));
}

export const reader = new Reader();

/** Every cluster has its own sealing certificate and settings; here they are those of the first. */
function copied(cluster: string): [string, string][] {
  return base.paths
    .filter((path) => path.startsWith('clusters/staging/') && !path.startsWith('clusters/staging/teams/'))
    .map((path) => [path.replace('clusters/staging/', `clusters/${cluster}/`), base.text(path)]);
}

function manifests(service: Service, clusters: readonly Cluster[]): [string, string][] {
  const folder = `apps/${service.team}/${service.name}`;
  const objects = service.workloads.flatMap((workload) => [
    deployment(workload),
    ...(workload.ports.length > 0 ? [connection(workload)] : []),
  ]);
  return [
    [`${folder}/base/workloads.yaml`, objects.map((object) => JSON.stringify(object, undefined, 2)).join('\n---\n')],
    [`${folder}/base/kustomization.yaml`, kustomization(['workloads.yaml'])],
    ...clusters.flatMap((cluster): [string, string][] => {
      const overlay = `${folder}/overlays/${cluster.name}`;
      const routes = service.outside ? ['route.yaml'] : [];
      return [
        [`${overlay}/kustomization.yaml`, `${kustomization(['../../base', ...routes])}images:\n${image(service)}`],
        ...routes.map((file): [string, string] => [`${overlay}/${file}`, JSON.stringify(route(service, cluster))]),
      ];
    }),
  ];
}

function kustomization(resources: readonly string[]): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [${resources.join(', ')}]\n`;
}

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

function image({ name, workloads: [{ images }] }: Service): string {
  return `  - name: ${name}\n    newName: ${images[0]}\n    newTag: ${'1234abcdef'.repeat(4)}\n    digest: ${digest}\n`;
}

function deployment({ name, namespace, images, ports, service }: DeclaredWorkload): object {
  const labels = { 'app.kubernetes.io/name': name };
  const container = (path: string, index: number): object => ({
    name: `c${index}`,
    // The overlay puts the service's own image in.
    image: path.endsWith(`/${service.service}`) ? service.service : `${path}:7@${digest}`,
    // Each container of a pod has its share of the ports.
    ports: ports
      .filter((_, at) => at % images.length === index)
      .map(({ name: port, port: containerPort }) => ({ name: port, containerPort })),
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
  });
  const spec = {
    serviceAccountName: name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
    containers: images.map(container),
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}

function connection({ name, namespace, ports }: DeclaredWorkload): object {
  const labels = { 'app.kubernetes.io/name': name };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels },
    spec: {
      selector: labels,
      ports: ports
        .filter(({ monitoring }) => !monitoring)
        .map(({ name: port, servicePort }) => ({ name: port, port: servicePort, targetPort: port })),
    },
  };
}

function route(service: Service, cluster: Cluster): object {
  const { name, namespace, workloads } = service;
  const addresses = addressesOf(service, cluster).map((address) => address.split(/(?=\/)(.*)/s) as [string, string?]);
  const backendRefs = workloads.filter(isExposed).map((workload, index) => ({
    name: workload.name,
    port: workload.ports.find(({ outside }) => outside)?.servicePort,
    weight: index === 0 ? 90 : 10,
  }));
  const gateway = cluster.outside as Extract<Cluster['outside'], { by: 'gateway' }>;
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace },
    spec: {
      parentRefs: [{ name: gateway.name, namespace: gateway.namespace }],
      hostnames: addresses.map(([host]) => host),
      rules: [{ matches: [{ path: { type: 'PathPrefix', value: addresses[0]?.[1] ?? '/' } }], backendRefs }],
    },
  };
}
