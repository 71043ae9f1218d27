import { expect } from '@hapi/code';
import Lab from '@hapi/lab';
import { changedTree } from '@tinjis/manifests/tree/memory';
import { can, read, verify } from '../../src/api.ts';
import { parseQuestion } from '../../src/model/question.ts';
import { edgesOf } from '../../testing/company/edges.ts';
import { companyTree, reader } from './company.ts';

export const lab = Lab.script();
const { describe, it } = lab;

/** The findings of `verify` in the company's repository, where one text of a file is another. */
function found(file?: string, replace = '', by = ''): readonly string[] {
  const tree = companyTree();
  const text = file === undefined ? '' : tree.text(file);
  if (file !== undefined) expect(text.split(replace).length, `${replace} in ${file}`).to.equal(2);
  const report = verify(file === undefined ? tree : changedTree(tree, { [file]: text.replace(replace, by) }), reader);
  if ('faults' in report) throw new Error(JSON.stringify(report.faults));
  return report.proofs.flatMap(({ breaches }) =>
    breaches.map(({ code, args }) => `${code} ${Object.values(args).join(' ')}`),
  );
}

const rights = 'clusters/staging/bootstrap/argocd-rbac-cm.yaml';
const people = (team: string): string => `clusters/base/teams/${team}/people.yaml`;
const policies = (team: string): string => `clusters/base/teams/${team}/network-policies.yaml`;
const manifests = (service: string): string => `apps/${service}/base/workloads.yaml`;

const nearMisses: readonly (readonly [what: string, file: string, replace: string, by: string, finding: string])[] = [
  [
    'a range that the team file does not name',
    policies('checkout'),
    'cidr: 198.51.100.0/28',
    'cidr: 198.51.100.0/24',
    'promise/open payment-settlement of checkout/payment send to 198.51.100.16 on TCP port 22 on staging',
  ],
  [
    'a port of the range that the team file does not name',
    policies('checkout'),
    '{protocol: TCP, port: 22}',
    '{protocol: TCP}',
    'promise/open payment-settlement of checkout/payment send to 198.51.100.0 on TCP port 65535 on staging',
  ],
  [
    "another service at a service's cache",
    policies('checkout'),
    `    # cart calls it.
    - from:
        - podSelector:
            matchLabels: {app.kubernetes.io/name: cart}`,
    `    - from:
        - podSelector: {}`,
    'promise/open checkout {} connect to cart-cache of checkout/cart on port 6379 on staging',
  ],
  [
    'a range of which a part is taken out',
    policies('checkout'),
    'cidr: 198.51.100.0/28}',
    'cidr: 198.51.100.0/28, except: [198.51.100.8/32]}',
    'network/egress-to-unnamed checkout/payment-settlement',
  ],
  [
    'a host that the team file does not name',
    policies('goods'),
    '{matchName: api.bank.example}',
    '{matchName: api.bank.example}, {matchName: files.bank.example}',
    'promise/open currency of goods/currency send to files.bank.example at 0.0.0.0 on TCP port 443 on staging',
  ],
  [
    'another host in the place of the named one',
    policies('goods'),
    'matchName: api.bank.example',
    'matchName: bank.example',
    'promise/closed currency of goods/currency send to api.bank.example at 0.0.0.0 on TCP port 443 on staging',
  ],
  [
    'a port of the host that the team file does not name',
    policies('goods'),
    'ports: [{port: "443", protocol: TCP}]',
    'ports: [{port: "443", protocol: TCP}, {port: "22", protocol: TCP}]',
    'promise/open currency of goods/currency send to api.bank.example at 0.0.0.0 on TCP port 22 on staging',
  ],
  [
    'the host for another workload',
    policies('goods'),
    `  endpointSelector:
    matchLabels: {app.kubernetes.io/name: currency}`,
    `  endpointSelector:
    matchLabels: {app.kubernetes.io/name: shipping}`,
    'promise/open shipping of goods/shipping send to api.bank.example at 0.0.0.0 on TCP port 443 on staging',
  ],
  [
    'the host for every workload',
    policies('goods'),
    `  endpointSelector:
    matchLabels: {app.kubernetes.io/name: currency}`,
    `  endpointSelector: {}`,
    "promise/foreign-form CiliumNetworkPolicy currency-hosts staging spec.endpointSelector must have required property 'matchLabels'",
  ],
  [
    'a pattern of host names',
    policies('goods'),
    '{matchName: api.bank.example}',
    '{matchPattern: "*.bank.example"}',
    "promise/foreign-form CiliumNetworkPolicy currency-hosts staging spec.egress.1.toFQDNs.0 must have required property 'matchName'",
  ],
  [
    'a container that asks for more than one of the team may',
    manifests('goods/currency'),
    '"memory": "128Mi"',
    '"memory": "5Gi"',
    'room/beyond-limits Deployment currency goods/currency goods staging container c0 limits memory 5Gi at most 4Gi',
  ],
  [
    'an image of another workload',
    manifests('checkout/cart'),
    'docker.io/library/redis:7',
    'docker.io/envoyproxy/envoy:7',
    'promise/closed Deployment cart-cache of checkout/cart be deployed on staging',
  ],
  [
    'a Service that offers another port than the team file says',
    manifests('storefront/frontend'),
    '"port": 80,',
    '"port": 81,',
    'ports/service-port storefront/frontend staging frontend 8080 80 storefront/loadgenerator',
  ],
  [
    'a route for a path of another team',
    'apps/storefront/frontend/overlays/staging/route.yaml',
    '"value":"/"',
    '"value":"/api/catalogue/pictures"',
    'promise/closed HTTPRoute frontend of storefront/frontend be deployed on staging',
  ],
  [
    'a route for more than its own path',
    'apps/goods/catalogue/overlays/staging/route.yaml',
    '"value":"/api/catalogue"',
    '"value":"/api"',
    'promise/closed HTTPRoute catalogue of goods/catalogue be deployed on staging',
  ],
  [
    'a canary that gets no calls',
    'apps/storefront/frontend/overlays/staging/route.yaml',
    '{"name":"frontend-canary","port":8080,"weight":10}',
    '{"name":"frontend","port":80,"weight":10}',
    'ports/no-route storefront/frontend staging frontend-canary 8080 www.staging.shop.example',
  ],
  [
    "a claim that lacks another team's path",
    'clusters/staging/teams/storefront/kustomization.yaml',
    'outside.tinjis.io~1frontend, value: www.staging.shop.example shop.staging.shop.example !www.staging.shop.example/api/catalogue',
    'outside.tinjis.io~1frontend, value: www.staging.shop.example shop.staging.shop.example',
    'namespace/name storefront staging outside.tinjis.io/frontend',
  ],
  [
    'a reader who syncs',
    rights,
    'p, role:storefront:reader, logs, get, storefront/ads, allow',
    'p, role:storefront:reader, applications, sync, storefront/ads, allow',
    'promise/open ola@shop.example sync applications storefront/ads in Argo CD on staging',
  ],
  [
    'a reader who writes with kubectl',
    people('storefront'),
    'name: team-reader}',
    'name: team-deployer}',
    'promise/open ola@shop.example delete services in namespace storefront on staging',
  ],
  [
    'a reader who owns a folder by an e-mail address',
    '.github/CODEOWNERS',
    '/apps/goods/ @shop/goods',
    '/apps/goods/ @shop/goods ola@shop.example',
    'promise/open ola@shop.example change apps/goods/catalogue/a-new-file',
  ],
  [
    'a group whose name CSV splits',
    rights,
    '"CN=auditors,OU=shop"',
    'CN=auditors,OU=shop',
    'promise/closed group:CN=auditors,OU=shop get applications goods/catalogue in Argo CD on staging',
  ],
  [
    'a break-glass group in the namespace of another team',
    people('goods'),
    'CN=auditors,OU=shop',
    'emergency@shop.example',
    'promise/open group:emergency@shop.example get pods in namespace goods on staging',
  ],
  [
    'a break-glass group that makes itself an owner of Argo CD',
    rights,
    'g, emergency@shop.example, role:checkout:reader',
    'g, emergency@shop.example, role:checkout',
    'promise/open group:emergency@shop.example sync applications checkout/cart in Argo CD on staging',
  ],
  [
    'a break-glass group with more than the deployer has',
    people('checkout'),
    'kind: ClusterRole, name: team-deployer}',
    'kind: ClusterRole, name: platform-deployer}',
    'rbac/more-than-needed',
  ],
  [
    'a program that reads an Application of another team',
    people('checkout'),
    'resourceNames: [cart, checkout, payment, email]',
    'resourceNames: [cart, checkout, payment, platform]',
    'rbac/more-than-needed automation-checkout automation-checkout staging checkout:pipeline applications.argoproj.io of others',
  ],
  [
    'a program that reads every Application',
    people('checkout'),
    '    resourceNames: [cart, checkout, payment, email]\n',
    '',
    'rbac/more-than-needed automation-checkout automation-checkout staging checkout:pipeline applications.argoproj.io of others',
  ],
  [
    "a program in another team's namespace",
    people('goods'),
    '{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "CN=auditors,OU=shop"}',
    '{kind: ServiceAccount, name: pipeline, namespace: checkout}',
    'rbac/bound-to-stranger people team-reader staging checkout:pipeline',
  ],
  [
    'a program that changes an Application',
    people('checkout'),
    'verbs: [get, list, watch]',
    'verbs: [get, list, watch, patch]',
    'rbac/more-than-needed automation-checkout automation-checkout staging checkout:pipeline patch applications.argoproj.io',
  ],
  [
    'a workload whose container lacks its port',
    manifests('checkout/cart'),
    '"containerPort": 6379',
    '"containerPort": 6380',
    'ports/not-open checkout/cart staging Deployment cart-cache 6379 redis',
  ],
];

describe('a company of three teams and eleven services', () => {
  it('keeps every promise on its three clusters', () => {
    expect(found()).to.equal([]);
  });

  for (const [what, file, replace, by, finding] of nearMisses) {
    it(`notices ${what}`, () => {
      const all = found(file, replace, by);
      expect(
        all.some((each) => each.startsWith(finding)),
        all.join('\n'),
      ).to.be.true();
    });
  }

  it('gives somebody in two teams the sum of their rights, and a reader none to change anything', async () => {
    const repository = read(companyTree(), reader);
    if ('faults' in repository) throw new Error(JSON.stringify(repository.faults));
    const { model } = repository;
    const verdict = async (who: string, verb: string, what: string, namespace?: string): Promise<string> => {
      const question = parseQuestion(model.teams, who, verb, what, namespace);
      const [{ answer }] = (await can(model, question, ['staging'])) as [Awaited<ReturnType<typeof can>>[number]];
      return answer.verdict;
    };
    for (const [wanted, ...asked] of [
      ['allow', 'gina', 'deploy', 'storefront/ads'],
      ['allow', 'gina@shop.example', 'deploy', 'goods/currency'],
      ['deny', 'gina', 'deploy', 'checkout/cart'],
      ['allow', 'fran', 'sync', 'storefront/ads'],
      ['allow', 'fran', 'logs', 'checkout/cart'],
      ['deny', 'fran', 'sync', 'checkout/cart'],
      ['deny', 'fran', 'push', 'apps/checkout/cart/base/workloads.yaml'],
      ['allow', 'ola@shop.example', 'logs', 'checkout/cart'],
      ['deny', 'ola@shop.example', 'logs', 'goods/currency'],
      ['deny', 'ola@shop.example', 'deploy', 'checkout/cart'],
      ['allow', 'group:emergency@shop.example', 'patch', 'deployments', 'checkout'],
      ['deny', 'group:emergency@shop.example', 'patch', 'deployments', 'goods'],
      ['deny', 'group:emergency@shop.example', 'get', 'secrets', 'checkout'],
      ['allow', 'system:serviceaccount:checkout:pipeline', 'get', 'applications//cart', 'argocd'],
      ['deny', 'system:serviceaccount:checkout:pipeline', 'get', 'applications//currency', 'argocd'],
      ['deny', 'system:serviceaccount:checkout:pipeline', 'patch', 'applications//cart', 'argocd'],
    ] as const) {
      const [who, verb, what, namespace] = asked;
      expect(await verdict(who, verb, what, namespace), asked.join(' ')).to.equal(wanted);
    }
  });

  it('has every wanted edge open and every other closed', async () => {
    const { wanted, asked, wrong } = await edgesOf(companyTree(), reader);
    expect(wrong).to.equal([]);
    expect(wanted).to.equal(17);
    // Thirteen workloads beside a database ask for each port of all others, on three clusters.
    expect(asked).to.be.above(500);
  });

  it('would notice an edge that is open, and a wanted one that is closed', async () => {
    const tree = companyTree();
    const callers = (...wanted: readonly string[]): string =>
      tree
        .text('policies/teams.yaml')
        .replace('port: 6379, callers: [checkout/cart]', `port: 6379, callers: [${wanted.join(', ')}]`);
    const wrong = async (...wanted: readonly string[]): Promise<readonly string[]> =>
      (await edgesOf(changedTree(tree, { 'policies/teams.yaml': callers(...wanted) }), reader)).wrong;
    const clusters = ['staging', 'production-east', 'production-west'];
    expect(await wrong()).to.equal(clusters.map((name) => `checkout/cart → checkout/cart-cache:6379 on ${name}`));
    expect(await wrong('checkout/cart', 'checkout/email')).to.equal(
      clusters.map((name) => `checkout/email → checkout/cart-cache:6379 on ${name}`),
    );
  });
});
