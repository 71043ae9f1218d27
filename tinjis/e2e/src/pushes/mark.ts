import { isMap, parseDocument, type YAMLMap } from 'yaml';
import { applySplices, removeField, setFields } from '@tinjis/manifests/edit/mapping';

/**
 * The pod template's annotation that the checks' pushes set. It changes nothing, but causes new pods, as any real
 * change does.
 */
export const pushMark = 'checks.tinjis.io/push';

/** The file that holds a service's pod templates. */
export function deploymentFile({ team, service }: { readonly team: string; readonly service: string }): string {
  return `apps/${team}/${service}/base/deployment.yaml`;
}

/** A Deployment's text with the mark set and every other byte unchanged. */
export function withMark(text: string, value: string): string {
  const edit = setFields(text, annotationsOf(text), { [pushMark]: value });
  if ('why' in edit) throw new Error(`the pod template's annotations cannot be edited: ${edit.why}`);
  return applySplices(text, edit);
}

/** A Deployment's text without the mark. */
export function withoutMark(text: string): string {
  const edit = removeField(text, annotationsOf(text), pushMark);
  if ('why' in edit) throw new Error(`the pod template's annotations cannot be edited: ${edit.why}`);
  return applySplices(text, edit);
}

function annotationsOf(text: string): YAMLMap {
  const annotations: unknown = parseDocument(text).getIn(['spec', 'template', 'metadata', 'annotations']);
  if (!isMap(annotations)) throw new Error("the Deployment's pod template has no annotations");
  return annotations;
}
