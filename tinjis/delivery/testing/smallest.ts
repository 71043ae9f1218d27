/**
 * A delivery repository as small as one can be that renders: one service on one cluster, and what the platform keeps
 * there.
 */
export const delivery = {
  'policies/teams.yaml': `organisation: example
repository: https://github.com/example/delivery
registry: ghcr.io/example/delivery
clusters:
  local:
    outside: node-port
    people: accounts
    pods: 10.244.0.0/16
teams:
  platform:
    role: platform
    group: example:platform
    members: [platform-admin]
  shop:
    role: developer
    group: example:shop
    members: [shop-dev]
    namespace: shop
    services:
      cart:
        port: 8000
        opsPort: 8001
        callers: []
        outside: false
`,
  'policies/kinds.yaml': `kinds:
  Service:
    group: ""
    version: v1
    danger: route
    closedBy: service-exposure
    grantedTo: every-team
    lets: Opens a way in.
  Deployment:
    group: apps
    version: v1
    danger: workload
    template: spec.template
    grantedTo: every-team
    makes: [Pod, apps/ReplicaSet]
    lets: Starts pods.
`,
  'clusters/local/kustomization.yaml': 'resources: [namespaces]\n',
  'clusters/local/namespaces/kustomization.yaml': 'resources: [shop.yaml]\n',
  'clusters/local/namespaces/shop.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n',
  'apps/shop/cart/base/kustomization.yaml': 'resources: [service.yaml]\n',
  'apps/shop/cart/base/service.yaml':
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: cart\n  namespace: shop\nspec:\n  ports:\n    - {name: http, port: 8000}\n',
  'apps/shop/cart/overlays/local/kustomization.yaml': 'resources: [../../base]\n',
} as const;
