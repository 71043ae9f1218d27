import type { Team } from '../world.ts';
import { scratchName } from '../scratch-name.ts';

/** Files a team adds to what is its own. None is part of what is rendered, so that no rollout follows. */
export function ownFiles({ name, service }: Team): readonly string[] {
  return [
    `apps/${name}/${service}/${scratchName}.md`,
    `apps/${name}/${service}/overlays/local/${scratchName}.md`,
    `services/${service}/${scratchName}.md`,
  ];
}

/** Files of another team: new ones, and those that decide what runs. */
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

/** Files of the platform, each of which would give a team more than it has. */
export function platformFiles(own: Team, other: Team): readonly string[] {
  return [
    'policies/teams.yaml',
    'policies/admission/workload-image.yaml',
    'policies/network/default-deny.yaml',
    'policies/rbac/team-deployer.yaml',
    `clusters/local/projects/${own.name}.yaml`,
    `clusters/local/projects/${scratchName}.yaml`,
    `clusters/local/applications/${own.service}.yaml`,
    `clusters/local/applications/${other.service}.yaml`,
    `clusters/local/namespaces/${own.namespace}/network-policies.yaml`,
    `clusters/local/namespaces/${own.namespace}/people.yaml`,
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
