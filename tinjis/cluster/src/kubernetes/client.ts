import type { LiveCluster } from '../cluster.ts';
import { askApi, type ApiAnswer, type ApiRequest, ApiRefusal, granted } from './answer.ts';
import { connect, type ApiConnection, type ApiIdentity } from './connection.ts';
import { discovery, type Discovery } from './discovery.ts';
import { exec, type Executed, type Execution } from './exec.ts';
import { describeReference, referenceOf, type LiveObject, type Reference } from './objects.ts';

/** The options of a write. */
interface Writing {
  /** The server judges the write in full, admission included, and does not store it. */
  readonly dryRun?: boolean;
}

/** A selection from a collection. */
interface Selection {
  readonly labels?: string;
  readonly fields?: string;
}

/** Owner of the fields that `apply` writes. It keeps the platform's own writes apart from those of Argo CD. */
const fieldManager = 'tinjis';

/**
 * A Kubernetes API server, called as one identity. The `try…` calls return refusals too; the others throw `ApiRefusal`.
 */
export class Kubernetes {
  readonly connection: ApiConnection;
  readonly discovery: Discovery;

  constructor(connection: ApiConnection, known: Discovery = discovery(connection)) {
    this.connection = connection;
    this.discovery = known;
  }

  /** As the administrator of a cluster that is up. */
  static of({ kubeconfig, context, acting }: Pick<LiveCluster, 'kubeconfig' | 'context' | 'acting'>): Kubernetes {
    return new Kubernetes(connect(kubeconfig, context, acting));
  }

  /** The same server as somebody else. */
  as(identity: ApiIdentity): Kubernetes {
    return new Kubernetes(this.connection.as(identity), this.discovery);
  }

  /** One request by its path. Refusals are returned. */
  request<T = unknown>(asked: ApiRequest): Promise<ApiAnswer<T>> {
    return askApi<T>(this.connection, asked);
  }

  async tryGet<T = LiveObject>(reference: Reference): Promise<ApiAnswer<T>> {
    return this.request<T>({ method: 'GET', path: await this.discovery.pathOf(reference) });
  }

  /** Undefined when the object does not exist. */
  async find<T = LiveObject>(reference: Reference): Promise<T | undefined> {
    const answer = await this.tryGet<T>(reference);
    return answer.status === 404 ? undefined : granted(`get ${describeReference(reference)}`, answer);
  }

  async get<T = LiveObject>(reference: Reference): Promise<T> {
    return granted(`get ${describeReference(reference)}`, await this.tryGet<T>(reference));
  }

  async tryList<T = LiveObject>(
    reference: Reference,
    selection: Selection = {},
  ): Promise<ApiAnswer<{ readonly items: readonly T[] }>> {
    return this.request({ method: 'GET', path: await this.discovery.pathOf(reference), query: selectors(selection) });
  }

  async list<T = LiveObject>(reference: Reference, selection: Selection = {}): Promise<readonly T[]> {
    return granted(`list ${describeReference(reference)}`, await this.tryList<T>(reference, selection)).items;
  }

  async tryCreate(object: LiveObject, { dryRun }: Writing = {}): Promise<ApiAnswer<LiveObject>> {
    const { apiVersion, kind, namespace } = referenceOf(object);
    const path = await this.discovery.pathOf({ apiVersion, kind, ...(namespace === undefined ? {} : { namespace }) });
    return this.request({ method: 'POST', path, body: object, query: { ...trial(dryRun), fieldManager } });
  }

  async create(object: LiveObject): Promise<LiveObject> {
    return granted(`create ${describeReference(referenceOf(object))}`, await this.tryCreate(object));
  }

  /**
   * Server-side apply, which takes over fields that others own.
   * @param manager who owns the fields from then on
   */
  async apply(object: LiveObject, manager = fieldManager): Promise<LiveObject> {
    const answer = await this.request<LiveObject>({
      method: 'PATCH',
      path: await this.discovery.pathOf(referenceOf(object)),
      body: object,
      contentType: 'application/apply-patch+yaml',
      query: { fieldManager: manager, force: true },
    });
    return granted(`apply ${describeReference(referenceOf(object))}`, answer);
  }

  /** Merge patch (RFC 7386), or with an array a JSON patch (RFC 6902). */
  async tryPatch(reference: Reference, body: object, { dryRun }: Writing = {}): Promise<ApiAnswer<LiveObject>> {
    const contentType = Array.isArray(body) ? 'application/json-patch+json' : 'application/merge-patch+json';
    const path = await this.discovery.pathOf(reference);
    return this.request({ method: 'PATCH', path, body, contentType, query: { ...trial(dryRun), fieldManager } });
  }

  async patch(reference: Reference, body: object): Promise<LiveObject> {
    return granted(`patch ${describeReference(reference)}`, await this.tryPatch(reference, body));
  }

  async tryReplace(object: LiveObject, { dryRun }: Writing = {}): Promise<ApiAnswer<LiveObject>> {
    const path = await this.discovery.pathOf(referenceOf(object));
    return this.request({ method: 'PUT', path, body: object, query: trial(dryRun) });
  }

  /** Without a name, deletes the collection. */
  async tryDelete(
    reference: Reference,
    { dryRun, graceSeconds }: Writing & { readonly graceSeconds?: number } = {},
  ): Promise<ApiAnswer> {
    const path = await this.discovery.pathOf(reference);
    // Observed: when the request has a body, the server ignores the query. A dry run asked for in the query then really
    // deletes.
    const body = {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: 'Background',
      ...(dryRun ? { dryRun: ['All'] } : {}),
      ...(graceSeconds === undefined ? {} : { gracePeriodSeconds: graceSeconds }),
    };
    return this.request({ method: 'DELETE', path, body });
  }

  /** Deletes an object; an object that is already gone is no error. */
  async delete(reference: Reference, deleting?: { readonly graceSeconds?: number }): Promise<void> {
    const answer = await this.tryDelete(reference, deleting);
    if (!answer.ok && answer.status !== 404) throw new ApiRefusal(`delete ${describeReference(reference)}`, answer);
  }

  /** Runs a program in a container to its end. Throws a refusal of the API server as `ApiRefusal`. */
  exec(execution: Execution): Promise<Executed> {
    return exec(this.connection, execution);
  }

  /** A container's log as text. */
  async log(namespace: string, pod: string, container: string): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/pods/${pod}/log`;
    const answer = await this.request<string>({ method: 'GET', path, query: { container } });
    return granted(`the log of ${namespace}/${pod}`, answer);
  }
}

function selectors({ labels, fields }: Selection): Record<string, string | undefined> {
  return { labelSelector: labels, fieldSelector: fields };
}

function trial(dryRun: boolean | undefined): Record<string, string> {
  return dryRun ? { dryRun: 'All' } : {};
}
