import type { Identity } from './identity.ts';
import type { DeclaredWorkload, ServiceName } from './teams.ts';

/** What may be asked. Every form names one identity, one action and one target; the cluster is asked for beside it. */
export type Question = Push | Deploy | Operate | Call | Connect;

/** May this author change that file with nobody's approval but their own team's? */
export interface Push {
  readonly verb: 'push';
  readonly who: Identity;
  /** From the repository's top; a folder ends in a slash, and `./` is the top itself. */
  readonly path: string;
  /** What stands there in the checkout; undefined where nothing does, or where nobody looked. */
  readonly stands?: PlaceKind;
}

/** `other` is a symlink, a device and whatever else is neither a plain file nor a folder. */
export type PlaceKind = 'file' | 'folder' | 'other';

/** May this person bring a version of that service into a cluster, by any route? */
export interface Deploy {
  readonly verb: 'deploy';
  readonly who: Identity;
  readonly service: ServiceName;
}

/** An action of Argo CD on the service's Application. */
export interface Operate {
  readonly verb: OperateVerb;
  readonly who: Identity;
  readonly service: ServiceName;
}

export const operateVerbs = ['get', 'sync', 'override', 'logs', 'exec', 'create', 'update', 'delete'] as const;
export type OperateVerb = (typeof operateVerbs)[number];

/** A request to the Kubernetes API, by the person themselves or by a manifest in a folder of theirs. */
export interface Call {
  readonly verb: 'call';
  readonly who: Identity;
  readonly request: {
    readonly verb: string;
    readonly group: string;
    readonly resource: string;
    readonly kind: string;
    readonly subresource?: string;
    readonly name?: string;
    readonly namespace?: string;
  };
}

/** May a connection be opened from there to that port of that workload? */
export interface Connect {
  readonly verb: 'connect';
  readonly from: Caller;
  readonly to: DeclaredWorkload;
  readonly port: number;
}

/** The pods of a workload, any pod somebody may start in a namespace, or an address outside the cluster. */
export type Caller =
  | { readonly kind: 'workload'; readonly workload: DeclaredWorkload }
  | { readonly kind: 'pod'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'outside'; readonly ip?: string };
