import { Ajv, type DefinedError, type ValidateFunction } from 'ajv';
import type { FieldPath, Resource } from '../objects/located.ts';
import { ownSchema } from '../objects/own-schema.ts';
import { type Reason, reason } from '../ruling.ts';
import type { AppProject } from './app-project.ts';
import { memoized } from '../memo.ts';

const text = { type: 'string' };
const list = (items: object): object => ({ type: 'array', items, nullable: true });
const record = (properties: object, ...required: string[]): object => ({ type: 'object', properties, required });
const kinds = list(record({ group: text, kind: text, name: text }, 'group', 'kind'));

const schema = record(
  {
    spec: record({
      sourceRepos: list(text),
      destinations: list(record({ server: text, name: text, namespace: text })),
      destinationServiceAccounts: list(
        record({ server: text, namespace: text, defaultServiceAccount: text }, 'server', 'defaultServiceAccount'),
      ),
      clusterResourceWhitelist: kinds,
      clusterResourceBlacklist: kinds,
      namespaceResourceWhitelist: kinds,
      namespaceResourceBlacklist: kinds,
      permitOnlyProjectScopedClusters: { type: 'boolean' },
      roles: list(record({ name: text, policies: list(text), groups: list(text) }, 'name')),
    }),
  },
  'spec',
);

let validate: ValidateFunction | undefined;

/**
 * Why a document is no AppProject that an API server would store; undefined where it is one.
 *
 * The types say what is stored, a file may hold anything: an evaluator that believed it would decide about a project
 * that cannot exist. Fields that decide nothing are not looked at here; the schemas of `verify` look at all.
 */
export const defectOf = memoized((project: Resource<AppProject>): Reason | undefined => {
  validate ??= new Ajv({ strictRequired: false, ...ownSchema }).compile(schema);
  if (validate(project.object as unknown)) return undefined;
  const [{ instancePath, message }] = validate.errors as [DefinedError];
  const path: FieldPath = instancePath
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const args = { project: project.object.metadata.name, field: path.join('.'), problem: message as string };
  return reason('argocd/project-malformed', 'input-missing', args, project.at(path));
});
