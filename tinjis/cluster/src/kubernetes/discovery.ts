import { askApi, granted } from './answer.ts';
import type { ApiConnection } from './connection.ts';
import { describeReference, type Reference } from './objects.ts';

interface ApiResource {
  /** Plural name as in a path. */
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** Knows the path of every kind the cluster serves, its custom ones included. */
export interface Discovery {
  /**
   * Path of an object, a collection, or a subresource.
   * @throws Error if the cluster does not serve the kind, or if a namespace is missing
   */
  pathOf(reference: Reference): Promise<string>;
  /** Resources and subresources of a group and version, such as `apps/v1`. */
  resourcesOf(apiVersion: string): Promise<readonly ApiResource[]>;
  /** Every group and version that the cluster serves and prefers, `v1` first. */
  versions(): Promise<readonly string[]>;
}

/** @param connection of somebody who may list the cluster's kinds, as every authenticated user may */
export function discovery(connection: ApiConnection): Discovery {
  const known = new Map<string, readonly ApiResource[]>();
  const fetchResources = async (apiVersion: string): Promise<readonly ApiResource[]> => {
    const answer = await askApi<{ resources: readonly ApiResource[] }>(connection, {
      method: 'GET',
      path: rootOf(apiVersion),
    });
    const { resources } = granted(`the kinds of ${apiVersion}`, answer);
    known.set(apiVersion, resources);
    return resources;
  };
  const find = async ({ apiVersion, kind }: Reference): Promise<ApiResource | undefined> => {
    const among = (list: readonly ApiResource[]): ApiResource | undefined =>
      list.find((one) => one.kind === kind && !one.name.includes('/'));
    // Asks again when a kind is missing: a custom kind may have been installed since.
    return among(known.get(apiVersion) ?? []) ?? among(await fetchResources(apiVersion));
  };
  return {
    resourcesOf: async (apiVersion) => known.get(apiVersion) ?? (await fetchResources(apiVersion)),
    versions: async () => {
      const { groups } = granted('the API groups', await askApi<Groups>(connection, { method: 'GET', path: '/apis' }));
      return ['v1', ...groups.map(({ preferredVersion }) => preferredVersion.groupVersion)];
    },
    pathOf: async (reference) => {
      const resource = await find(reference);
      if (!resource) throw new Error(`the cluster serves no ${reference.kind} in ${reference.apiVersion}`);
      if (resource.namespaced && reference.namespace === undefined && reference.name !== undefined) {
        throw new Error(`${describeReference(reference)} lives in a namespace, and none is given`);
      }
      const place =
        resource.namespaced && reference.namespace !== undefined ? `/namespaces/${reference.namespace}` : '';
      return [rootOf(reference.apiVersion) + place, resource.name, reference.name, reference.subresource]
        .filter((part) => part !== undefined)
        .join('/');
    },
  };
}

interface Groups {
  readonly groups: readonly { readonly preferredVersion: { readonly groupVersion: string } }[];
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
