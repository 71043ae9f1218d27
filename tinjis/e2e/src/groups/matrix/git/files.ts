import type { Team } from '../../../identities/participants.ts';
import { scratchName } from '../case.ts';
import type { FileChange } from './push.ts';

/** Files that a team adds to its own folders. None of them is rendered, so no rollout follows. */
export function ownFiles({ name, service }: Team): readonly string[] {
  return [
    `apps/${name}/${service}/${scratchName}.md`,
    `apps/${name}/${service}/overlays/local/${scratchName}.md`,
    `services/${service}/${scratchName}.md`,
  ];
}

/** Files in another team's folders: new files, and files that decide what runs. */
export function foreignFiles({ name, service }: Team): readonly string[] {
  return [
    `apps/${name}/${service}/${scratchName}-foreign.md`,
    `apps/${name}/${service}/base/deployment.yaml`,
    `apps/${name}/${service}/overlays/local/kustomization.yaml`,
    `apps/${name}/${service}/overlays/production/kustomization.yaml`,
    `apps/${name}/${service}/overlays/local/sealed-secrets.yaml`,
    `services/${service}/src/server.ts`,
    `services/${service}/Dockerfile`,
  ];
}

/** The platform's files, each of which would give a team more than it has. */
export function platformFiles(own: Team, other: Team): readonly string[] {
  return [
    'policies/teams.yaml',
    'policies/admission/workload-image.yaml',
    'policies/network/default-deny.yaml',
    'policies/rbac/team-deployer.yaml',
    `clusters/base/teams/${own.name}/project.yaml`,
    `clusters/base/teams/${scratchName}/project.yaml`,
    `clusters/base/teams/${own.name}/applications.yaml`,
    `clusters/base/teams/${other.name}/applications.yaml`,
    `clusters/base/teams/${own.name}/network-policies.yaml`,
    `clusters/base/teams/${own.name}/people.yaml`,
    `clusters/local/teams/${own.name}/kustomization.yaml`,
    'clusters/local/bootstrap/argocd-rbac-cm.yaml',
    'clusters/base/argocd/settings.yaml',
    '.github/CODEOWNERS',
    '.github/workflows/deliver.yaml',
    'services/chassis/src/settings.ts',
    'tinjis/cli/src/cli.ts',
    'package-lock.json',
    `${scratchName}.md`,
    `apps/${scratchName}/x/base/deployment.yaml`,
  ];
}

/** A change in a team's own folder whose content is forbidden. */
export interface HostileContent {
  readonly what: string;
  readonly changes: readonly FileChange[];
  /** A match for the refusal's words. */
  readonly message: RegExp;
  /** Refused for everybody who pushes it. */
  readonly forEverybody: boolean;
}

const commit = '0123456789abcdef0123456789abcdef01234567';

/** Contents that each use one trap of Git, Kustomize or Argo CD, in the folder of the team's own service. */
export function hostileContents({ name, service }: Team, other: Team): readonly HostileContent[] {
  const own = `apps/${name}/${service}`;
  const overlay = `${own}/overlays/local`;
  const folder = `${own}/${scratchName}`;
  const kustomization = (fields: string): readonly FileChange[] => [
    {
      path: `${folder}/kustomization.yaml`,
      text: `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${fields}\n`,
    },
  ];
  const always = (what: string, changes: readonly FileChange[], message: RegExp): HostileContent => ({
    what,
    changes,
    message,
    forEverybody: true,
  });
  // prettier-ignore
  return [
    always(
      "a symlink to another team's file",
      [{ path: `${folder}/link.yaml`, linkTo: `../../../${other.name}/${other.service}/base/deployment.yaml` }],
      /symlink/i,
    ),
    always('a submodule', [{ path: `${folder}/module`, submodule: commit }], /submodule/i),
    always(
      "a file that overrides Argo CD's parameters",
      [{ path: `${overlay}/.argocd-source.yaml`, text: 'kustomize: {images: [x=y]}\n' }],
      /argocd-source|overrid/i,
    ),
    always('a Helm chart', [{ path: `${overlay}/Chart.yaml`, text: 'name: x\n' }], /Helm/),
    always('a Jsonnet file', [{ path: `${overlay}/main.jsonnet`, text: '{}\n' }], /Jsonnet/),
    always(
      'attributes that hide files from review',
      [{ path: `${own}/.gitattributes`, text: '*.yaml -diff\n' }],
      /gitattributes|review/i,
    ),
    always('CODEOWNERS of its own', [{ path: `${own}/CODEOWNERS`, text: '* @x\n' }], /CODEOWNERS/),
    always(
      'a base in another repository',
      kustomization('resources: [https://github.com/somebody/else//base?ref=main]'),
      /address|remote|host/i,
    ),
    always('a base by the name of a host', kustomization('resources: [github.com/somebody/else]'), /host|address|remote/i),
    always(
      "another team's folder as its base",
      kustomization(`resources: [../../../${other.name}/${other.service}/base]`),
      /leads to|outside/i,
    ),
    always(
      "another team's file as a patch",
      kustomization(`patches: [{path: ../../../${other.name}/${other.service}/base/deployment.yaml}]`),
      /leads to|outside/i,
    ),
    always('an absolute path', kustomization('resources: [/etc]'), /absolute|outside/i),
    always('a path to nothing, which Kustomize takes for an address', kustomization('resources: [nowhere]'), /no such file/i),
    always('a generator that runs a program', kustomization('generators: [generator.yaml]'), /run programs/i),
    always('a Helm chart by Kustomize', kustomization('helmCharts: [{name: x, repo: https://example.org}]'), /Helm/i),
    always('a generated Secret', kustomization('secretGenerator: [{name: x, literals: [a=b]}]'), /Secret/),
    always('a field that nobody knows', kustomization('somethingNew: true'), /not known to be harmless/i),
    always(
      'two kustomizations in one folder',
      [...kustomization('resources: []'), { path: `${folder}/kustomization.yml`, text: 'kind: Kustomization\n' }],
      /only one|beside/i,
    ),
    always(
      'two names that differ in case alone',
      [
        { path: `${folder}/${scratchName}.md`, text: 'a\n' },
        { path: `${folder}/${scratchName.toUpperCase()}.md`, text: 'b\n' },
      ],
      /case|Unicode|one file|same/i,
    ),
    always('a name that is not ASCII', [{ path: `${folder}/dеployment.yaml`, text: 'a: b\n' }], /ASCII/),
    {
      what: 'a program',
      changes: [{ path: `${folder}/run.sh`, text: '#!/bin/sh\n', executable: true }],
      message: /executable|mode|platform/i,
      forEverybody: false,
    },
    {
      what: 'the removal of what runs on the cluster',
      changes: [{ path: `${overlay}/kustomization.yaml`, removed: true }],
      message: /remov|overlay/i,
      forEverybody: false,
    },
  ];
}
