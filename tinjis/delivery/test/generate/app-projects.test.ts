import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { generate } from '../../src/generate/generate.ts';
import { blocks, objectsOf, teamsWith } from './sample.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const files = generate(teamsWith(), blocks);
const project = (cluster: string, name: string) =>
  [`clusters/${cluster}`, ...['payments', 'billing'].map((team) => `clusters/${cluster}/teams/${team}`)]
    .flatMap((folder) => objectsOf(files, folder))
    .find(({ kind, metadata }) => kind === 'AppProject' && metadata.name === name)?.spec;

describe('appProjects', () => {
  it('holds a team to its repository, its namespace and its deployer', () => {
    const { sourceRepos, destinations, destinationServiceAccounts } = project('local', 'payments');
    expect(sourceRepos).to.equal(['http://git.git.svc.cluster.local/tinjis/tinjis-delivery']);
    expect(destinations).to.equal([{ server: 'https://kubernetes.default.svc', namespace: 'payments' }]);
    expect(destinationServiceAccounts).to.equal([
      { server: 'https://kubernetes.default.svc', namespace: 'payments', defaultServiceAccount: 'deployer' },
    ]);
  });

  it('lists kinds, and routes only where there is a Gateway and a service to be reached', () => {
    const kinds = (cluster: string, name: string): string[] =>
      project(cluster, name).namespaceResourceWhitelist.map(
        ({ group, kind }: Record<string, string>) => `${group}/${kind}`,
      );
    expect(kinds('staging', 'billing')).to.include([
      'apps/Deployment',
      '/Service',
      'gateway.networking.k8s.io/HTTPRoute',
    ]);
    for (const [cluster, name] of [
      ['staging', 'payments'],
      ['local', 'billing'],
    ] as const) {
      expect(kinds(cluster, name)).to.include('apps/Deployment');
      expect(kinds(cluster, name)).not.to.include('gateway.networking.k8s.io/HTTPRoute');
    }
    expect(project('staging', 'billing').clusterResourceWhitelist).to.equal([]);
  });

  it('empties the default project by a list that an API write leaves as it is', () => {
    expect(project('production', 'default')).to.equal({
      description: 'Emptied; nothing may be deployed from here',
      sourceRepos: [],
      destinations: [],
      clusterResourceWhitelist: [],
      namespaceResourceBlacklist: [{ group: '*', kind: '*' }],
    });
  });
});
