import { dirname } from 'node:path';
import { fields, items, type JsonValue } from '../json.ts';
import type { Manifest } from '../manifest.ts';
import { type Mutant, onManifests, type Operator, type Weakening } from '../operator.ts';

/** Settings that nobody entered, and settings that open something by their value. */
const settings: Readonly<Record<string, readonly (readonly [key: string, value: string])[]>> = {
  'argocd-cm': [
    ['ui.cssurl', 'https://example.org/x.css'],
    ['application.sync.impersonation.enforced', 'True'],
    ['application.resourceTrackingMethod', 'label'],
    ['extension.config', 'extensions: []'],
    ['globalProjects', '- {projectName: default, labelSelector: {}}'],
    ['oidc.tls.insecure.skip.verify', 'true'],
    ['resource.customizations', 'apps/Deployment: {}'],
    ['resource.customizations.actions.apps_Deployment', 'discovery.lua: return {}'],
    ['resource.inclusions', '- {kinds: [Pod]}'],
    ['timeout.reconciliation', '0s'],
    ['url', 'https://example.org'],
  ],
  'argocd-cmd-params-cm': [
    ['reposerver.allow.oob.symlinks', 'true'],
    ['server.api.content.types', ''],
    ['server.disable.auth', 'true'],
    ['server.rootpath', '/x'],
  ],
  'argocd-rbac-cm': [['policy.more.csv', 'p, role:more, applications, get, x/y, allow']],
};

/** Adds a setting of Argo CD. */
export const addSetting: Operator = onManifests(
  'add-setting',
  ['ConfigMap'],
  function* ({ name }): Generator<Weakening> {
    for (const [key, put] of settings[name] ?? []) {
      yield { what: `${key}: ${put}`, path: ['data', key], put };
    }
  },
  /^clusters\//,
);

const pod = '/spec/template/spec';
const first = `${pod}/containers/0`;
const added: readonly (readonly [what: string, operation: string])[] = [
  ['another image', `{op: replace, path: ${first}/image, value: "example.org/argocd:v3.6.1"}`],
  ['an argument', `{op: add, path: ${first}/args, value: [--loglevel=debug]}`],
  ['a variable', `{op: add, path: ${first}/env/-, value: {name: HTTPS_PROXY, value: "http://example.org"}}`],
  ['a container beside it', `{op: add, path: ${pod}/containers/-, value: {name: beside, image: example.org/beside}}`],
  ['a container before it', `{op: add, path: ${pod}/initContainers, value: [{name: before, image: example.org/x}]}`],
  ['a volume', `{op: add, path: ${pod}/volumes/-, value: {name: more, configMap: {name: more}}}`],
  ['a port', `{op: add, path: ${first}/ports/-, value: {containerPort: 9999}}`],
  ['a sidecar by an annotation', '{op: add, path: /spec/template/metadata/annotations, value: {inject: "true"}}'],
];
const programs = [
  ['Deployment', 'argocd-server'],
  ['Deployment', 'argocd-repo-server'],
  ['StatefulSet', 'argocd-application-controller'],
] as const;

/** Patches the programs of Argo CD, whose manifests are upstream's. */
export const patchPrograms: Operator = {
  name: 'patch-programs',
  *mutants({ manifests }): Generator<Mutant> {
    const taking = manifests.filter(
      ({ kind, file, value }) =>
        kind === 'Kustomization' && file.startsWith('clusters/') && items(value, ['resources']).some(isArgocd),
    );
    for (const manifest of taking) {
      for (const [kind, name] of programs) {
        for (const [what, operation] of added) {
          const patch: JsonValue = { target: { kind, name }, patch: `- ${operation}\n` };
          const { file, line, text } = manifest.edit(['patches'], [...items(manifest.value, ['patches']), patch]);
          yield { operator: this.name, file, line, what: `${kind} ${name}: ${what}`, changes: { [file]: text } };
        }
      }
    }
  },
};

function isArgocd(reference: JsonValue): boolean {
  return String(reference).endsWith('vendor/argo-cd');
}

/** Kinds that nobody evaluates. */
const foreign: readonly (readonly [apiVersion: string, kind: string])[] = [
  ['cilium.io/v2', 'CiliumClusterwideNetworkPolicy'],
  ['cilium.io/v2', 'CiliumNetworkPolicy'],
  ['projectcalico.org/v3', 'GlobalNetworkPolicy'],
  ['security.istio.io/v1', 'AuthorizationPolicy'],
  ['admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration'],
  ['admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration'],
  ['kyverno.io/v1', 'ClusterPolicy'],
  ['templates.gatekeeper.sh/v1', 'ConstraintTemplate'],
  ['apiregistration.k8s.io/v1', 'APIService'],
  ['example.org/v1', 'Anything'],
];

/** Adds an object of a kind that nobody evaluates to what the platform gives a cluster. */
export const addForeignKind: Operator = {
  name: 'add-foreign-kind',
  *mutants({ manifests }): Generator<Mutant> {
    const listing = manifests.filter(
      ({ kind, file }) => kind === 'Kustomization' && /^clusters\/(?!base)[^/]+\/kustomization\.yaml$/.test(file),
    );
    for (const manifest of listing) {
      for (const [apiVersion, kind] of foreign) {
        yield adding(manifest, { apiVersion, kind, metadata: { name: 'foreign' }, spec: {} }, kind);
      }
    }
  },
};

function adding(manifest: Manifest, object: JsonValue, what: string): Mutant {
  const { file, line, text } = manifest.edit(['resources'], [...items(manifest.value, ['resources']), 'foreign.yaml']);
  const path = `${dirname(file)}/foreign.yaml`;
  return {
    operator: 'add-foreign-kind',
    file,
    line,
    what,
    changes: { [file]: text, [path]: `${JSON.stringify(object)}\n` },
  };
}

const annotations: readonly (readonly [key: string, value: string])[] = [
  ['argocd.argoproj.io/hook', 'Sync'],
  ['helm.sh/hook', 'pre-install'],
  ['argocd.argoproj.io/sync-options', 'Prune=false'],
  ['argocd.argoproj.io/compare-options', 'IgnoreExtraneous'],
  ['link.argocd.argoproj.io/more', 'https://example.org'],
  ['config.kubernetes.io/local-config', 'true'],
];
const annotated = ['AppProject', 'NetworkPolicy', 'RoleBinding', 'ValidatingAdmissionPolicyBinding'];

/** Tells Argo CD or kustomize by an annotation to leave a rule of the platform alone. */
export const annotate: Operator = onManifests(
  'annotate',
  annotated,
  function* ({ value }): Generator<Weakening> {
    const present = Object.fromEntries(fields(value, ['metadata', 'annotations']));
    for (const [key, word] of annotations) {
      yield { what: `${key}: ${word}`, path: ['metadata', 'annotations'], put: { ...present, [key]: word } };
    }
  },
  /^(?:clusters|policies\/(?!network\/))/,
);
