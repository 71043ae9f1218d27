import { admitted, mayWrite } from '@tinjis/delivery/answer/delivery';
import { throughProject } from '@tinjis/delivery/answer/argocd';
import type { Rules } from '@tinjis/delivery/answer/rules';
import { imagined } from '@tinjis/rules/objects/objects';
import type { Resource } from '@tinjis/rules/objects/located';
import type { LiveObject } from '@tinjis/cluster/kubernetes/objects';
import { type Predicted, type OnLayer, predictedByLayers } from '../../../refusals/decision.ts';

/**
 * The answer of `tinjis can` about that Application bringing in these objects: from its project, the account it maps
 * to, and admission.
 */
export function predictSync(
  rules: Rules,
  application: LiveObject,
  projects: readonly LiveObject[],
  objects: readonly LiveObject[],
): Predicted {
  const all = new Map([
    ...rules.projects,
    ...projects.map((project) => [project.metadata.name, placed<Project>(project)] as const),
  ]);
  const destination =
    ((application['spec'] as { destination?: { namespace?: string } }).destination ?? {}).namespace ?? '';
  const widened = { ...rules, projects: all };
  const asked = objects.flatMap((object) =>
    oneObject(widened, application, object, object.metadata.namespace ?? destination),
  );
  return predictedByLayers(asked);
}

type Project = Rules['projects'] extends ReadonlyMap<string, Resource<infer T>> ? T : never;
type App = Rules['applications'] extends readonly Resource<infer T>[] ? T : never;

function oneObject(rules: Rules, application: LiveObject, object: LiveObject, namespace: string): readonly OnLayer[] {
  const one = placed(object);
  const { ruling, account } = throughProject(rules, placed<App>(application), [one], namespace);
  if (!account || ruling.verdict === 'deny') return [{ layer: 'argocd', ruling }];
  const rbac = mayWrite(rules, account, [one], namespace);
  // As in the API server, admission rules are asked only about what the rights allow.
  return [
    { layer: 'argocd', ruling },
    { layer: 'rbac', ruling: rbac },
    ...(rbac.verdict === 'deny'
      ? []
      : [{ layer: 'admission' as const, ruling: admitted(rules, account, [one], namespace) }]),
  ];
}

function placed<T extends LiveObject | object = LiveObject>(object: LiveObject): Resource<T & LiveObject> {
  return imagined(object, { file: `the ${object.kind} that is tried`, line: 1 }) as unknown as Resource<T & LiveObject>;
}
