/**
 * A wrapper module: a folder beside this file whose go.mod and go.sum, and main.go if it has a command of its own, fix
 * everything that goes into its programs.
 */
export interface GoModule {
  readonly folder: string;
  /** Module path and version that the programs are stamped with and known by. */
  readonly of: string;
  readonly tags?: string;
  /** Variables set at link time, as `-X` takes them. */
  readonly stamps: readonly string[];
  /** Package by name of the program. */
  readonly programs: Readonly<Record<string, string>>;
  /** Files and folders of the module `of` that are needed at run time or in images. */
  readonly sources?: readonly string[];
}

/** Every program that no reachable registry offers, and its sources. */
export const modules = [
  {
    folder: 'etcd-and-sealed-secrets',
    of: 'github.com/bitnami/sealed-secrets',
    stamps: ['main.VERSION=0.40.0'],
    programs: {
      etcd: 'go.etcd.io/etcd/server/v3',
      'sealed-secrets-controller': 'github.com/bitnami/sealed-secrets/cmd/controller',
      kubeseal: 'github.com/bitnami/sealed-secrets/cmd/kubeseal',
    },
  },
  {
    folder: 'kubernetes',
    of: 'k8s.io/kubernetes',
    // Without the stamp it calls itself v0.0.0, which Argo CD and kubectl take for a cluster too old to talk to.
    stamps: ['gitVersion=v1.36.4', 'gitMajor=1', 'gitMinor=36'].map(
      (stamp) => `k8s.io/component-base/version.${stamp}`,
    ),
    programs: Object.fromEntries(
      ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet', 'kube-proxy', 'kubectl'].map(
        (name) => [name, `k8s.io/kubernetes/cmd/${name}`],
      ),
    ),
  },
  {
    folder: 'cilium',
    of: 'github.com/cilium/cilium',
    tags: 'osusergo',
    stamps: ['github.com/cilium/cilium/pkg/version.ciliumVersion=1.20.2'],
    programs: {
      'cilium-agent': 'github.com/cilium/cilium/daemon',
      'cilium-cni': 'github.com/cilium/cilium/plugins/cilium-cni',
      'cilium-dbg': 'github.com/cilium/cilium/cilium-dbg',
    },
    // The agent compiles its BPF programs at run time. The operator, which would register the types, is left out.
    sources: ['bpf', 'pkg/k8s/apis/cilium.io/client/crds/v2', 'pkg/k8s/apis/cilium.io/client/crds/v2alpha1'],
  },
  {
    folder: 'argocd',
    of: 'github.com/argoproj/argo-cd/v3',
    // Without the v: its API refuses clients with a version of another form.
    stamps: ['github.com/argoproj/argo-cd/v3/common.version=3.6.1'],
    programs: { argocd: 'github.com/argoproj/argo-cd/v3/cmd' },
    sources: ['entrypoint.sh', 'hack/gpg-wrapper.sh', 'hack/git-verify-wrapper.sh'],
  },
  {
    folder: 'coredns',
    of: 'github.com/coredns/coredns',
    stamps: [],
    // A command of our own with few plugins, see its main.go.
    programs: { coredns: '.' },
  },
  {
    folder: 'kustomize',
    of: 'sigs.k8s.io/kustomize/kustomize/v5',
    stamps: ['sigs.k8s.io/kustomize/api/provenance.version=v5.8.1'],
    programs: { kustomize: 'sigs.k8s.io/kustomize/kustomize/v5' },
  },
] as const satisfies readonly GoModule[];
