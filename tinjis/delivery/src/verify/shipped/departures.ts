import { Ajv } from 'ajv';
import { lazily } from '@tinjis/rules/memo';
import { checkBy } from '@tinjis/rules/objects/schema';
import type { At } from '@tinjis/rules/objects/located';
import type { Finding } from '@tinjis/rules/ruling';
import type { Reader } from '@tinjis/manifests/reader';
import type { Tree } from '@tinjis/manifests/tree/tree';

/** The one place where the platform says what it runs otherwise than upstream ships it. */
export const departuresPath = 'policies/departures.yaml';

/** One field that is meant to differ, and its value. */
export interface Departure {
  /** `ConfigMap argocd/argocd-cm` */
  readonly object: string;
  /** As {@link OtherField} has it. */
  readonly pointer: string;
  /** `null` if the field is meant to be missing. */
  readonly value: unknown;
  readonly at: At;
}

interface Entry {
  readonly object: string;
  readonly because: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const schema = {
  type: 'object',
  properties: {
    departures: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          object: { type: 'string', pattern: '^[A-Za-z]+ [^ /]+/[^ /]+$' },
          because: { type: 'string', minLength: 10 },
          fields: { type: 'object', minProperties: 1, propertyNames: { pattern: '^/.' } },
        },
        required: ['object', 'because', 'fields'],
        additionalProperties: false,
      },
    },
  },
  required: ['departures'],
  additionalProperties: false,
};

const check = checkBy(lazily(() => new Ajv().compile(schema)));

/**
 * Reads the departures of a repository. Without the file there are none.
 * @returns a finding if the file cannot be understood
 */
export function readDepartures(tree: Tree, reader: Reader): readonly Departure[] | Finding {
  if (tree.kind(departuresPath) !== 'file') return [];
  const [document, ...more] = reader.manifests(tree, departuresPath).documents;
  const defect = check(document?.value);
  if (!document || defect || more.length > 0) {
    const problem = defect ? `${defect.path.join('.')} ${defect.rule}` : 'it holds more than one document';
    const at = document?.at(defect?.path) ?? { file: departuresPath, line: 1 };
    return { code: 'argocd/departures-malformed', args: { problem }, at };
  }
  return (document.value as { readonly departures: readonly Entry[] }).departures.flatMap(({ object, fields }, index) =>
    Object.entries(fields).map(([pointer, value]) => ({
      object,
      pointer,
      value,
      at: document.at(['departures', index, 'fields', pointer]),
    })),
  );
}
