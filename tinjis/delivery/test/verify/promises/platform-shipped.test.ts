import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { changedTree } from '@tinjis/manifests/tree/memory';
import type { Model } from '../../../src/model/model.ts';
import { platformShipped } from '../../../src/verify/promises/platform-shipped.ts';
import { proofOf } from '../../../src/verify/verify.ts';
import type { DeliveryPromise } from '../../../src/verify/promise.ts';
import { base, breachesOf, breachesWith, contextOf, repository, type Writable } from '../proving.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const departures = 'policies/departures.yaml';
const server = 'Deployment argocd/argocd-repo-server';
const container = '/spec/template/spec/containers/argocd-repo-server';

/** What the promise finds where one object of the base is another, and an entry is made for it. */
function found(of: string, change: (object: Writable) => void, fields?: object): readonly string[] {
  const breaches = breachesWith(fields === undefined ? platformShipped : entering(of, fields), of, change);
  return breaches.map(({ code, args }) => `${code} ${args['field']}`);
}

/** The promise for a repository that enters some fields. */
function entering(object: string, fields: object): DeliveryPromise {
  const entry = `  - ${JSON.stringify({ object, because: 'It is meant so.', fields })}\n`;
  const text = base.text(departures).replace('departures:\n', `departures:\n${entry}`);
  const tree = changedTree(base, { [departures]: text });
  return { ...platformShipped, prove: (context, tally) => platformShipped.prove?.({ ...context, tree }, tally) };
}

describe('the promise about what upstream ships', () => {
  it('holds for the base', () => {
    expect(breachesOf(platformShipped)).to.equal([]);
  });

  const added: readonly (readonly [
    field: string,
    change: (pod: Writable, first: Writable, object: Writable) => void,
  ])[] = [
    [`${container}/image`, (_pod, first) => (first.image = 'argocd:latest')],
    [`${container}/args`, (_pod, first) => first.args.push('--parallelismlimit=1')],
    [`${container}/env/X`, (_pod, first) => first.env.push({ name: 'X', value: '1' })],
    [`${container}/env`, (_pod, first) => first.env.push(first.env[0])],
    [`${container}/envFrom`, (_pod, first) => (first.envFrom = [{ configMapRef: { name: 'x' } }])],
    [`${container}/ports`, (_pod, first) => first.ports.push({ containerPort: 1 })],
    [`${container}/volumeMounts/~1x`, (_pod, first) => first.volumeMounts.push({ name: 'tmp', mountPath: '/x' })],
    [`${container}/lifecycle`, (_pod, first) => (first.lifecycle = { postStart: {} })],
    ['/spec/template/spec/containers/beside', ({ containers }) => containers.push({ name: 'beside' })],
    ['/spec/template/spec/initContainers', (pod) => (pod.initContainers = [{ name: 'first' }])],
    ['/spec/template/spec/volumes/more', ({ volumes }) => volumes.push({ name: 'more', emptyDir: {} })],
    ['/spec/template/spec/hostNetwork', (pod) => (pod.hostNetwork = true)],
    ['/spec/template/spec/serviceAccountName', (pod) => (pod.serviceAccountName = 'argocd-server')],
    [
      '/spec/template/metadata/annotations',
      (_pod, _first, { spec }) => (spec.template.metadata.annotations = { x: 'y' }),
    ],
    ['/metadata/annotations/x', (_pod, _first, { metadata }) => (metadata.annotations = { x: 'y' })],
  ];
  for (const [field, change] of added) {
    it(`finds another ${field} than upstream's`, () => {
      const changed = (object: Writable): void => {
        const { spec } = object.spec.template;
        change(spec, spec.containers[0], object);
      };
      expect(found(server, changed)).to.equal([`argocd/unknown-setting ${field}`]);
    });
  }

  it('finds a key that nobody knows, in whatever ConfigMap or Secret', () => {
    const keyed = (part: string) => (object: Writable) => (object[part] = { ...object[part], x: 'y' });
    for (const map of ['argocd-cm', 'argocd-rbac-cm', 'argocd-cmd-params-cm']) {
      expect(found(`ConfigMap argocd/${map}`, keyed('data'))).to.equal(['argocd/unknown-setting /data/x']);
    }
    expect(found('Secret argocd/argocd-secret', keyed('stringData'))).to.equal([
      'argocd/unknown-setting /stringData/x',
    ]);
    expect(found('Secret argocd/argocd-secret', keyed('data'))).to.equal(['argocd/unknown-setting /data/x']);
  });

  it('leaves keys to the promises that judge their values', () => {
    const keys = [
      'admin.enabled',
      'accounts.x',
      'kustomize.buildOptions',
      'resource.customizations.ignoreDifferences.all',
    ];
    for (const key of keys) {
      const changed = (object: Writable): void => {
        object.data[key] = 'anything';
      };
      expect(found('ConfigMap argocd/argocd-cm', changed), key).to.equal([]);
    }
    expect(found('ConfigMap argocd/argocd-cm', (object) => (object.metadata.namespace = 'default'))).to.not.equal([]);
  });

  it('takes what is entered, with that value alone', () => {
    const directory = (value: string) => (object: Writable) =>
      (object.spec.template.spec.containers[0].workingDir = value);
    const fields = { [`${container}/workingDir`]: '/tmp' };
    expect(found(server, directory('/tmp'), fields)).to.equal([]);
    expect(found(server, directory('/var'), fields)).to.equal([`argocd/unknown-setting ${container}/workingDir`]);
  });

  it('finds what is taken out, unless that is entered', () => {
    const bare = (object: Writable): void => {
      delete object.spec.template.spec.containers[0].securityContext;
    };
    const fields = { [`${container}/securityContext`]: null };
    expect(found(server, bare)).to.equal([`argocd/setting-taken-out ${container}/securityContext`]);
    expect(found(server, bare, fields)).to.equal([]);
    expect(found(server, bare, { [`${container}/securityContext`]: {} })).to.equal([
      `argocd/setting-taken-out ${container}/securityContext`,
    ]);
    expect(found(server, () => undefined, fields)).to.equal([`argocd/departure-unused ${container}/securityContext`]);
  });

  it('says within a long entry what differs', () => {
    const watching = (object: Writable) => object.spec.template.spec.containers[0].command.push('--watch');
    expect(found('Deployment kube-system/sealed-secrets-controller', watching)).to.equal([
      'argocd/unknown-setting /spec/template/spec/containers/sealed-secrets-controller/command',
    ]);
  });

  it('knows no sealed Secret but those that are entered, and looks at no sealed value', () => {
    const sso = 'SealedSecret argocd/argocd-sso';
    expect(found(sso, ({ spec }) => (spec.encryptedData = { a: 'b' }))).to.equal([]);
    expect(
      found(sso, ({ spec }) => (spec.template.metadata.labels['argocd.argoproj.io/secret-type'] = 'cluster')),
    ).to.equal(['argocd/unknown-setting /spec/template/metadata/labels/argocd.argoproj.io~1secret-type']);
    const left = [
      '/metadata/labels/app.kubernetes.io~1name',
      '/metadata/labels/app.kubernetes.io~1part-of',
      '/spec/template',
    ];
    const unused = left.map((field) => `argocd/departure-unused ${field}`);
    const another = (object: Writable): void => {
      object.metadata = { name: 'another', namespace: 'argocd' };
      object.spec = undefined;
    };
    expect(found(sso, another)).to.equal(['argocd/unknown-setting /spec/template', ...unused]);
  });

  it('takes a file that cannot be understood for no permission', () => {
    const problemOf = (text: string): unknown[] => {
      const tree = changedTree(base, { [departures]: text });
      const { breaches } = proofOf(platformShipped, contextOf(tree, repository.model));
      return breaches.map(({ code, args, at }) => [code, args['problem'], at.line].join(' '));
    };
    const none = 'argocd/departures-malformed';
    expect(problemOf('departures: []\nmore:\n')).to.equal([`${none} more must not have a field more 2`]);
    expect(problemOf('departures: []\n---\ndepartures: []\n')).to.equal([`${none} it holds more than one document 1`]);
    expect(problemOf('')).to.equal([`${none}  must be object 1`]);
    expect(problemOf('departures:\n  - {object: X a/b, because: As I like it., fields: {data: 1}}\n')[0]).to.match(
      /departures\.0\.fields\.data must match pattern/,
    );
  });

  it('knows no departure where there is no file, and pins no file where there are no sums', () => {
    const tree = changedTree(base, { [departures]: null, 'clusters/vendor/SHA256SUMS': null });
    const codes = new Set(proofOf(platformShipped, contextOf(tree, repository.model)).breaches.map(({ code }) => code));
    expect([...codes].sort()).to.equal(['argocd/unknown-setting', 'argocd/vendor-changed']);
  });

  it('does not ask for a departure of a cluster that it does not see', () => {
    const none: Model = { ...repository.model, clusters: [] };
    expect(proofOf(platformShipped, contextOf(base, none)).breaches).to.equal([]);
  });
});
