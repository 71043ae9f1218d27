import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { readRepository } from '@tinjis/delivery/load/repository';
import { changedTree, type Change } from '@tinjis/manifests/tree/memory';
import { deliveryPicture } from '../../src/pictures/delivery.ts';
import { isolationPicture } from '../../src/pictures/isolation.ts';
import type { Picture } from '../../src/pictures/picture.ts';
import { organisation } from '@tinjis/delivery/testing/organisation';

export const lab = Lab.script();
const { describe, it } = lab;

/** A picture of the example organisation's last cluster, with some files changed. */
function drawn(of: typeof deliveryPicture, changes: Readonly<Record<string, Change>> = {}): Picture {
  const repository = readRepository(changedTree(organisation, changes));
  const cluster = 'model' in repository ? repository.model.clusters.at(-1) : undefined;
  if (!('model' in repository) || !cluster) throw new Error('the repository cannot be read');
  return of(repository.model, cluster);
}

const arrows = (picture: Picture): readonly string[] =>
  picture.arrows.map(
    ({ from, to, label, verdict }) =>
      `${from} ${verdict === 'allow' ? '→' : '✘'} ${to}${label === undefined ? '' : ` (${label})`}`,
  );
const titles = ({ columns }: Picture, index: number): readonly string[] | undefined =>
  columns[index]?.shapes.map(({ title }) => title);
const changed = (path: string, from: string | RegExp, to: string): Readonly<Record<string, string>> => {
  const text = organisation.text(path).replace(from, to);
  expect(text, `${path} is changed`).not.to.equal(organisation.text(path));
  return { [path]: text };
};

describe('the picture of delivery', () => {
  it('leads each team from its folder to its namespace, and stops who tries another', () => {
    const picture = drawn(deliveryPicture);
    expect(titles(picture, 0)).to.equal(['payments-dev', 'billing-dev', 'platform-admin']);
    expect(titles(picture, 1)).to.equal(['apps/payments/payment', 'apps/billing/antaeus', 'clusters, policies']);
    expect(titles(picture, 3)).to.equal(['payments', 'billing', 'all the rest']);
    expect(arrows(picture)).to.equal([
      'person payments-dev → folder payment',
      'person billing-dev → folder antaeus',
      'person platform-admin → folder platform',
      'folder payment → application payment',
      'application payment → place payment (as deployer)',
      'folder antaeus → application antaeus',
      'application antaeus → place antaeus (as deployer)',
      'folder platform → application platform',
      'application platform → place platform (as platform-deployer)',
      'person payments-dev ✘ folder antaeus (Git)',
      'application payment ✘ place antaeus (Argo CD, RBAC)',
      'person billing-dev ✘ folder platform (Git)',
      'application antaeus ✘ place platform (Argo CD, RBAC, admission)',
    ]);
  });

  it('shows who else would get through', () => {
    const picture = drawn(
      deliveryPicture,
      changed('.github/CODEOWNERS', / @tinjis\/.*/g, ' @tinjis/payments @tinjis/billing'),
    );
    expect(arrows(picture)).to.include(['person payments-dev → folder antaeus', 'person billing-dev → folder payment']);
    expect(arrows(picture).filter((arrow) => arrow.includes('(Git)'))).to.equal([]);
  });

  it('draws nobody into a folder that nobody owns: whether they would get through is not known', () => {
    const picture = drawn(deliveryPicture, { '.github/CODEOWNERS': null });
    expect(arrows(picture).filter((arrow) => arrow.startsWith('person') && arrow.includes('→'))).to.equal([]);
  });

  it('puts last what nobody may change, and draws nobody who tries from there', () => {
    const picture = drawn(
      deliveryPicture,
      changed('.github/CODEOWNERS', '/apps/payments/ @tinjis/payments', '/apps/payments/ @tinjis/nobody'),
    );
    expect(titles(picture, 1)?.at(-1)).to.equal('apps/payments/payment');
    expect(
      arrows(picture).filter(
        (arrow) => arrow.includes('person payments-dev') || arrow.startsWith('application payment ✘'),
      ),
    ).to.equal([]);
  });

  it('ends at an Application that its project does not let through', () => {
    const picture = drawn(
      deliveryPicture,
      changed('clusters/base/teams/payments/project.yaml', 'namespace: payments', 'namespace: elsewhere'),
    );
    expect(arrows(picture).filter((arrow) => arrow.startsWith('folder payment'))).to.equal([]);
    expect(arrows(picture)).to.include('folder antaeus → application antaeus');
  });

  it('says where Argo CD would act with rights of its own', () => {
    const off = changed(
      'clusters/base/argocd/settings.yaml',
      'application.sync.impersonation.enabled: "true"',
      'application.sync.impersonation.enabled: "false"',
    );
    expect(arrows(drawn(deliveryPicture, off))).to.include('application payment → place payment (as Argo CD)');
  });

  it('stops nobody who would be stopped by no layer', () => {
    const project = 'clusters/base/teams/payments/project.yaml';
    const everything =
      '\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: everything}\nrules: [{apiGroups: ["*"], resources: ["*"], verbs: ["*"]}]\n' +
      '---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: everything}\n' +
      'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: everything}\n' +
      'subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:serviceaccounts"}]\n';
    const { [project]: widened = '' } = changed(project, /^( +)namespace: payments$/gm, '$1namespace: "*"');
    const changes = {
      [project]: widened.replace('{group: "", kind: ConfigMap}', '{group: "*", kind: "*"}'),
      ...changed('policies/rbac/team-deployer.yaml', /$/, everything),
    };
    expect(
      arrows(drawn(deliveryPicture, changes)).filter((arrow) => arrow.startsWith('application payment ✘')),
    ).to.equal([]);
  });
});

describe('the picture of isolation', () => {
  const policies = 'clusters/base/teams/payments/network-policies.yaml';

  it('lets Antaeus alone call payment, the outside call Antaeus, and each service its database', () => {
    const picture = drawn(isolationPicture);
    expect(picture.columns.map(({ title }) => title)).to.equal([undefined, 'namespace payments', 'namespace billing']);
    expect(titles(picture, 1)).to.only.include(['payment', 'payment-postgresql']);
    expect(arrows(picture)).to.only.include([
      'any other pod ✘ payments/payment',
      'billing/antaeus → payments/payment (:9000)',
      'payments/payment → payments/payment-postgresql (:5432)',
      'outside → billing/antaeus (:8000)',
      'any other pod ✘ billing/antaeus',
      'billing/antaeus → billing/antaeus-postgresql (:5432)',
    ]);
    expect(picture.columns[1]?.shapes.map(({ refused }) => refused)).to.equal([
      ['outside', 'any other pod'],
      ['outside', 'any other pod'],
    ]);
  });

  it('shows a service that is open to any pod', () => {
    const open =
      '\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: open, namespace: payments}\nspec:\n  podSelector: {}\n  policyTypes: [Ingress]\n  ingress: [{}]\n';
    const picture = drawn(isolationPicture, changed(policies, /$/, open));
    expect(arrows(picture)).to.include([
      'any other pod → payments/payment (:9000 :9001)',
      'any other pod → payments/payment-postgresql (:5432)',
      'outside → payments/payment (:9000 :9001)',
    ]);
  });

  it('draws namespaces that call each other', () => {
    const both =
      '\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: open, namespace: NAMESPACE}\nspec:\n  podSelector: {}\n  policyTypes: [Ingress, Egress]\n  ingress: [{}]\n  egress: [{}]\n';
    const billing = policies.replace('payments', 'billing');
    const picture = drawn(isolationPicture, {
      ...changed(policies, /$/, both.replace('NAMESPACE', 'payments')),
      ...changed(billing, /$/, both.replace('NAMESPACE', 'billing')),
    });
    expect(arrows(picture)).to.include([
      'payments/payment → billing/antaeus (:8000 :8001)',
      'billing/antaeus → payments/payment (:9000 :9001)',
    ]);
  });
});
