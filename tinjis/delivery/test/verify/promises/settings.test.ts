import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { argocdSettings } from '../../../src/verify/promises/settings.ts';
import type { ClusterModel } from '../../../src/model/model.ts';
import { proofOf } from '../../../src/verify/verify.ts';
import { base, breachesOf, breachesWith, contextOf, repository } from '../proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const settings = 'argocd-cm';
const parameters = 'argocd-cmd-params-cm';

/** What the promise finds with one key of a ConfigMap set. */
function set(map: string, key: string, value?: string): readonly string[] {
  const breaches = breachesWith(argocdSettings, `ConfigMap argocd/${map}`, (object) => {
    object.data = { ...object.data, [key]: value };
  });
  return breaches.map(({ code, args }) => `${code} ${args['key']} ${args['value']}`);
}

describe("the promise about Argo CD's settings", () => {
  it('holds for the base', () => {
    expect(breachesOf(argocdSettings)).to.equal([]);
  });

  const cases: readonly (readonly [map: string, key: string, taken: readonly string[], refused: readonly string[]])[] =
    [
      [settings, 'application.sync.impersonation.enforced', ['true'], ['True', 'yes', '', 'false']],
      [settings, 'timeout.reconciliation', ['600s', '3m', '1s'], ['0s', '0', '601s', '24h', '']],
      [settings, 'timeout.reconciliation.jitter', ['0s', '30s'], ['-1s']],
      [settings, 'kustomize.enable', ['true'], ['false']],
      [
        settings,
        'kustomize.buildOptions',
        ['', '--load-restrictor=LoadRestrictionsRootOnly'],
        ['--enable-helm --load-restrictor LoadRestrictionsRootOnly', '--load-restrictor LoadRestrictionsNone'],
      ],
      [settings, 'kustomize.buildOptions.v5.0.0', [''], ['--as-current-user']],
      [settings, 'application.resourceTrackingMethod', ['annotation'], ['label', 'annotation+label']],
      [settings, 'oidc.tls.insecure.skip.verify', ['false'], ['true']],
      [settings, 'extension.config', [''], ['extensions: []']],
      [settings, 'globalProjects', [''], ['- projectName: open']],
      [settings, 'resource.inclusions', [''], ['- kinds: [Pod]']],
      [settings, 'resource.customizations', [''], ['apps/Deployment: {}']],
      [settings, 'resource.customizations.health.apps_Deployment', ['return {}'], []],
      [settings, 'resource.customizations.ignoreDifferences.all', [], ['', 'jsonPointers: [/spec]']],
      [settings, 'url', ['https://argocd.staging.tinjis.example'], ['https://example.org', '']],
      [parameters, 'server.disable.auth', ['false'], ['true', 'True']],
      [parameters, 'server.api.content.types', ['application/json'], ['', 'application/json;text/plain']],
      [parameters, 'reposerver.allow.oob.symlinks', ['false'], ['true']],
      [parameters, 'server.insecure', ['true'], ['false']],
    ];
  for (const [map, key, taken, refused] of cases) {
    it(`refuses ${key} as "${refused.join('", "')}", and takes "${taken.join('", "')}"`, () => {
      for (const value of taken) {
        expect(set(map, key, value)).to.equal([]);
      }
      for (const value of refused) {
        expect(set(map, key, value)).to.equal([`argocd/setting ${key} ${value}`]);
      }
    });
  }

  const argumentsOf = (of: string, list: string, value: string): readonly string[] =>
    breachesWith(argocdSettings, of, ({ spec }) => {
      spec.template.spec.containers[0][list] = ['first', value];
    }).map(({ code, args }) => `${code} ${args['key']} ${args['value']}`);

  it('refuses arguments that open what a setting closes, and takes others', () => {
    const server = 'Deployment argocd/argocd-repo-server';
    for (const list of ['args', 'command']) {
      expect(argumentsOf(server, list, '--disable-auth')).to.equal(['argocd/setting --disable-auth --disable-auth']);
      expect(argumentsOf(server, list, '--application-namespaces=*')).to.equal([
        'argocd/setting --application-namespaces --application-namespaces=*',
      ]);
      expect(argumentsOf(server, list, '--loglevel=warn')).to.equal([]);
    }
    const other = 'Deployment kube-system/sealed-secrets-controller';
    expect(argumentsOf(other, 'args', '--disable-auth')).to.equal([]);
  });

  it('looks at workloads without a pod as at any other', () => {
    const bare = breachesWith(argocdSettings, 'Deployment argocd/argocd-repo-server', (object) => {
      object.spec = undefined;
    });
    expect(bare).to.equal([]);
  });

  it('wants no address where people come by a port of the nodes', () => {
    const [cluster] = repository.model.clusters as [ClusterModel];
    const byPort: ClusterModel = { ...cluster, declared: { ...cluster.declared, outside: { by: 'node-port' } } };
    const { breaches } = proofOf(argocdSettings, contextOf(base, { ...repository.model, clusters: [byPort] }));
    expect(breaches.map(({ args }) => `${args['key']} ${args['wanted']}`)).to.equal(['server.insecure false', 'url ']);
  });
});
