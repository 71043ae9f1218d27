import { fields, text } from '../json.ts';
import { onManifests, type Weakening } from '../operator.ts';

/** Settings that give nobody anything: intervals, addresses, session lengths. */
const neutral = /^(?:timeout\.|url$|users\.session|controller\.self\.heal\.|kustomize\.enable$)/;

/** Drops and flips the settings of Argo CD. */
export const loosenSetting = onManifests(
  'loosen-setting',
  ['ConfigMap', 'Secret'],
  function* ({ value, name }): Generator<Weakening> {
    if (name === 'argocd-rbac-cm') return;
    for (const part of ['data', 'stringData']) {
      for (const [key, setting] of fields(value, [part])) {
        if (neutral.test(key)) continue;
        const flipped = { true: 'false', false: 'true' }[String(setting)];
        if (flipped) yield { what: `${key}: ${flipped}`, path: [part, key], put: flipped };
        // Left out, these are what they should be.
        if (
          !/^(?:users\.anonymous|exec\.enabled|application\.namespaces|kustomize\.buildOptions|dex\.config|accounts\.)/.test(
            key,
          )
        ) {
          yield { what: `drop ${key}`, path: [part, key] };
        }
        if (key.startsWith('webhook.')) yield { what: `${key}: empty`, path: [part, key], put: '' };
        if (key.startsWith('webhook.'))
          yield { what: `${key}: written out`, path: [part, key], put: 'not-a-secret-any-more' };
        if (key.startsWith('accounts.')) yield { what: `${key}: tokens`, path: [part, key], put: 'login, apiKey' };
        if (key === 'application.namespaces') yield { what: `${key}: every`, path: [part, key], put: '*' };
        if (key === 'kustomize.buildOptions') yield* buildOptions([part, key]);
        if (key === 'dex.config') yield* login([part, key], text(setting));
      }
    }
    if (name === 'argocd-cmd-params-cm')
      yield { what: 'server.insecure: true', path: ['data', 'server.insecure'], put: 'true' };
    if (name !== 'argocd-cm') return;
    yield { what: 'an account of a stranger that only logs in', path: ['data', 'accounts.somebody'], put: 'login' };
    yield { what: 'a second way in', path: ['data', 'oidc.config'], put: 'issuer: https://login.example.org\n' };
    yield { what: 'an account of a stranger', path: ['data', 'accounts.somebody'], put: 'apiKey, login' };
    yield { what: 'another program to render with', path: ['data', 'kustomize.path.v9.9.9'], put: '/custom/kustomize' };
    yield {
      what: 'not all resources watched',
      path: ['data', 'resource.exclusions'],
      put: '- apiGroups: ["networking.k8s.io"]\n  kinds: [NetworkPolicy]\n  clusters: ["*"]\n',
    };
    yield {
      what: 'drift of policies ignored',
      path: ['data', 'resource.customizations.ignoreDifferences.all'],
      put: 'jqPathExpressions: [".spec"]\n',
    };
  },
  /^clusters\//,
);

function* buildOptions(path: string[]): Generator<Weakening> {
  for (const put of [
    '--load-restrictor LoadRestrictionsNone',
    '--enable-helm',
    '--enable-exec --enable-alpha-plugins',
  ]) {
    yield { what: `kustomize ${put}`, path, put };
  }
}

function* login(path: string[], config: string): Generator<Weakening> {
  yield { what: 'anybody with an account logs in', path, put: config.replace(/^ *orgs:\n *- name: .*\n/m, '') };
  yield { what: 'another organisation logs in', path, put: config.replace(/- name: .*/, '- name: somebody-else') };
  yield {
    what: 'every group of the provider',
    path,
    put: config.replace('teamNameField: slug', 'loadAllGroups: true'),
  };
}
