import { Ajv, type ErrorObject, type JSONSchemaType } from 'ajv';
import { Failure } from '@tinjis/manifests/failure';

/** GitHub's API lists no more files of a pull request than this, and does not say that it stopped. */
export const apiLimit = 3000;

interface ListedFile {
  filename: string;
  status: string;
  previous_filename?: string;
}

const schema: JSONSchemaType<ListedFile[]> = {
  type: 'array',
  items: {
    type: 'object',
    required: ['filename', 'status'],
    properties: {
      filename: { type: 'string' },
      status: { type: 'string', enum: ['added', 'removed', 'modified', 'renamed', 'copied', 'changed', 'unchanged'] },
      previous_filename: { type: 'string', nullable: true },
    },
    if: { properties: { status: { const: 'renamed' } } },
    then: { required: ['previous_filename'] },
  },
};

const isList = new Ajv({ strictRequired: false }).compile(schema);

/**
 * Reads the answer of GitHub's "list pull request files": one array, or one a page as `gh api --paginate --slurp`
 * gives.
 * @returns every path once, the source of a rename too, and whether GitHub may have cut the list off
 * @throws Failure (misuse) where the text is no such list
 */
export function readPullRequestFiles(text: string): { readonly paths: readonly string[]; readonly truncated: boolean } {
  const files = flatten(parse(text));
  if (!isList(files)) {
    const [{ instancePath, message }] = isList.errors as [ErrorObject];
    throw notAList(`${instancePath || 'the list'} ${String(message)}`);
  }
  // The source of a copy is not touched; that of a rename is gone.
  const paths = files.flatMap(({ filename, status, previous_filename: previous = filename }) =>
    status === 'renamed' ? [previous, filename] : [filename],
  );
  return { paths: [...new Set(paths)], truncated: files.length >= apiLimit };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notAList('it is not JSON');
  }
}

function flatten(value: unknown): unknown {
  return Array.isArray(value) && value.length > 0 && value.every(Array.isArray) ? value.flat() : value;
}

function notAList(why: string): Failure {
  return new Failure('misuse', {
    what: `the list of files is not what GitHub gives: ${why}`,
    fix: 'pass the answer of GET /repos/OWNER/REPO/pulls/NUMBER/files, all pages: gh api --paginate --slurp …',
  });
}
