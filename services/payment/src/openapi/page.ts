import { createHash } from 'node:crypto';
import Handlebars from 'handlebars';
import { pageStyle, pageTemplate } from './page-template.ts';

/** A part of an OpenAPI document, as far as the page reads it. */
interface Media {
  readonly schema?: object;
  readonly example?: unknown;
}
interface Answer {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly description?: string }>>;
  readonly content?: Readonly<Record<string, Media>>;
}
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Answer>>;
  readonly security?: readonly object[];
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: Readonly<Record<string, unknown>>;
}

const print = Handlebars.create().compile(pageTemplate, { strict: true, preventIndent: true });

/** The page brings this style sheet and nothing else: no script, no font. Its `data:` icon is empty. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/**
 * The OpenAPI document as a page that needs nothing from anywhere else.
 *
 * @param origin where the service answers, for the examples, such as http://localhost:9000
 */
export function documentPage(document: Readonly<Record<string, unknown>>, origin: string): string {
  const { title, version, description } = document['info'] as Record<string, string>;
  const paths = Object.entries(document['paths'] as Record<string, Record<string, Operation>>);
  const { schemas = {} } = document['components'] as { schemas?: Record<string, object> };
  const operations = paths.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationView(method, path, operation, origin)),
  );
  return print({
    title,
    version,
    description,
    style: pageStyle,
    operations,
    schemas: Object.entries(schemas).map(([name, schema]) => ({ name, text: pretty(schema) })),
  });
}

function operationView(method: string, path: string, operation: Operation, origin: string) {
  const { operationId: id, summary, description = null, parameters = [], requestBody, security, responses } = operation;
  const body = Object.values(requestBody?.content ?? {})[0];
  const needsKey = (security ?? []).length > 0;
  const answers = Object.entries(responses).map(([status, answer]) => answerView(status, answer));
  return {
    id,
    method: method.toUpperCase(),
    path,
    summary,
    description,
    needsKey,
    parameters: parameters.map(({ name, in: place, required = false, schema }) => ({
      name,
      place,
      required,
      type: typeOf(schema),
      meaning: schema['description'] ?? null,
    })),
    curl: curlOf(method.toUpperCase(), `${origin}${path}`, needsKey, body?.example),
    body: body?.schema === undefined ? null : pretty(body.schema),
    answers: answers.filter(({ isProblem }) => !isProblem),
    problems: answers.filter(({ isProblem }) => isProblem),
  };
}

function answerView(status: string, { description, headers = {}, content = {} }: Answer) {
  const [type, { schema, example } = {}] = Object.entries(content)[0] ?? [null];
  return {
    status,
    description,
    type,
    isProblem: type === 'application/problem+json',
    headers: Object.entries(headers).map(([name, header]) => ({ name, meaning: header.description ?? null })),
    example: example === undefined ? null : pretty(example),
    schema: schema === undefined ? null : pretty(schema),
  };
}

/** The type of a JSON Schema in a few words; the values where they are few. */
function typeOf(schema: Readonly<Record<string, unknown>>): string {
  if (Array.isArray(schema['enum'])) return schema['enum'].map((value) => JSON.stringify(value)).join(' or ');
  if (Array.isArray(schema['anyOf'])) return [...new Set(schema['anyOf'].map(typeOf))].join(' or ');
  return String(schema['type'] ?? 'anything');
}

function curlOf(method: string, url: string, needsKey: boolean, body: unknown): string {
  return [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${url}`,
    ...(needsKey ? ['-H "Authorization: Bearer $KEY"'] : []),
    ...(method === 'POST' && needsKey ? ["-H 'Idempotency-Key: inv-2041-1'"] : []),
    ...(body === undefined ? [] : ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(body)}'`]),
  ].join(' \\\n  ');
}

const pretty = (value: unknown): string => JSON.stringify(value, null, 2);
