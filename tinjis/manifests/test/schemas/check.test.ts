import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readSchemaBundles } from '../../src/schemas/schema-bundles.ts';
import type { KubernetesObject } from '@tinjis/rules/objects/located';
import { check, fieldName } from '../../src/schemas/check.ts';
import { compileSchemas } from '../../src/schemas/compile.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const schemas = compileSchemas(readSchemaBundles());
const container = {
  name: 'a',
  image: 'a',
  ports: [{ containerPort: 80 }],
  resources: { limits: { cpu: 1, memory: '1Gi' } },
};
const deployment = (podSpec: object = {}, metadata: object = {}): KubernetesObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a', namespace: 'n', ...metadata },
    spec: {
      selector: { matchLabels: { a: 'b' } },
      template: { metadata: { labels: { a: 'b' } }, spec: { containers: [container], ...podSpec } },
    },
  }) as KubernetesObject;

describe('check()', () => {
  it('passes an object that its schema allows', () => {
    expect(check(deployment(), schemas)).to.equal([]);
    expect(check(deployment({}, { creationTimestamp: null }), schemas)).to.equal([]);
  });

  it('refuses a misspelt field, wherever it stands, and says what was probably meant', () => {
    expect(check(deployment({ containers: [{ ...container, imagePullPolcy: 'Always' }] }), schemas)).to.equal([
      {
        code: 'schema/unknown-field',
        path: ['spec', 'template', 'spec', 'containers', 0, 'imagePullPolcy'],
        what: 'Deployment n/a has spec.template.spec.containers[0].imagePullPolcy, which its kind does not know',
        why: 'apps/v1/Deployment is defined by k8s.io/kubernetes v1.36.4',
        fix: 'did you mean imagePullPolicy?',
      },
    ]);
    expect(check(deployment({}, { colour: 'red' }), schemas)[0]).to.include({
      fix: 'take the field out, or move it to where it belongs',
    });
  });

  it('refuses a missing field and a wrong value', () => {
    const faults = check(
      deployment({
        containers: [{ image: 'a', ports: [{ containerPort: '80' }], resources: { limits: { cpu: '1 core' } } }],
      }),
      schemas,
    );
    expect(faults.map(({ code, what }) => `${code}: ${what}`)).to.equal([
      'schema/missing-field: Deployment n/a lacks spec.template.spec.containers[0].name',
      'schema/wrong-value: Deployment n/a has spec.template.spec.containers[0].ports[0].containerPort: "80", which must be integer',
      'schema/wrong-value: Deployment n/a has spec.template.spec.containers[0].resources.limits.cpu: "1 core", which must match pattern ' +
        '"^[+-]?([0-9]+|[0-9]+\\.[0-9]*|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$"',
    ]);
  });

  it('takes either form where Kubernetes takes a number or a name', () => {
    for (const port of [80, 'http']) {
      expect(
        check(deployment({ containers: [{ ...container, readinessProbe: { httpGet: { port } } }] }), schemas),
      ).to.equal([]);
    }
  });

  it('refuses a kind it has no schema for', () => {
    const object = { apiVersion: 'apps/v1beta1', kind: 'Deployment', metadata: { name: 'a' } };
    expect(check(object, schemas)).to.equal([
      {
        code: 'schema/unknown-kind',
        path: ['kind'],
        what: 'Deployment a is of apps/v1beta1/Deployment, which is not a kind this repository may hold',
        why: 'an object that cannot be checked is not passed in silence',
        fix: 'did you mean apps/v1/Deployment? For a kind used on purpose, place its CustomResourceDefinition in policies/crds',
      },
    ]);
    expect(check({ ...object, kind: 'Colour' }, schemas)[0]?.fix).to.equal(
      'For a kind used on purpose, place its CustomResourceDefinition in policies/crds',
    );
    expect(check({ ...object, apiVersion: 'v1', kind: 'ConfigMpa' }, schemas)[0]?.fix).to.contain(
      'did you mean v1/ConfigMap?',
    );
  });

  it('names the source of each kind of the delivery', () => {
    const sources = [
      'v1/Service',
      'argoproj.io/v1alpha1/AppProject',
      'bitnami.com/v1alpha1/SealedSecret',
      'gateway.networking.k8s.io/v1/HTTPRoute',
    ];
    expect(sources.map((kind) => schemas.find(kind)?.source)).to.equal([
      'k8s.io/kubernetes v1.36.4',
      'github.com/argoproj/argo-cd/v3 v3.6.1',
      'github.com/bitnami-labs/sealed-secrets v0.40.0',
      'sigs.k8s.io/gateway-api v1.6.0',
    ]);
  });

  it('compiles every schema it has', () => {
    for (const kind of schemas.kinds) {
      expect(schemas.find(kind)?.validate({ colour: 'red' }), kind).to.be.false();
    }
  });

  it('reports what a choice refuses once', () => {
    const route = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'a' },
      spec: { rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { port: 70000 } }] }] },
    };
    const [fault, ...more] = check(route, schemas);
    expect(fault?.what).to.equal(
      'HTTPRoute a has spec.rules[0].filters[0].requestRedirect.port: 70000, which must be <= 65535',
    );
    expect(more).to.equal([]);
  });
});

describe('fieldName()', () => {
  it('writes a path as people do', () => {
    expect(fieldName(['metadata', 'labels', 'app.kubernetes.io/name'])).to.equal(
      'metadata.labels["app.kubernetes.io/name"]',
    );
    expect(fieldName([0, 'a', 1])).to.equal('[0].a[1]');
  });
});
