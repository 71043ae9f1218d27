import type { Json } from '@tinjis/chassis/openapi/operation';

type Parameter = { name: string; in: string; schema: Json };
type Operation = {
  summary: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, { description: string; content: Record<string, { schema: Json }> }>;
};

/** The OpenAPI document as a page that needs nothing from anywhere else: no script, no font, no style sheet. */
export function documentPage(document: Json): string {
  const { title, description } = document['info'] as { title: string; description: string };
  const paths = Object.entries(document['paths'] as Record<string, Record<string, Operation>>);
  const operations = paths.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => section(method, path, one)),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark }
section { border-top: 1px solid gray; margin-top: 2rem }
pre { overflow: auto; padding: .5rem; border: 1px solid gray; font-size: 13px }
td { padding: .1rem 1rem .1rem 0; vertical-align: top }
</style>
</head>
<body>
<h1>${escape(title)}</h1>
<p>${escape(description)}</p>
<p>The same for programs: <a href="/openapi.json">/openapi.json</a>.</p>
${operations.join('\n')}
</body>
</html>
`;
}

function section(
  method: string,
  path: string,
  { summary, description, parameters = [], requestBody, responses }: Operation,
): string {
  const body = Object.values(requestBody?.content ?? {}).map(({ schema }) => `<h3>Body</h3>\n${schemaBlock(schema)}`);
  const answers = Object.entries(responses).map(([status, answer]) => {
    const [type, { schema }] = Object.entries(answer.content)[0] as [string, { schema: Json }];
    const block = '$ref' in schema ? '' : schemaBlock(schema);
    return `<tr><td>${escape(status)}</td><td>${escape(answer.description)}, <code>${escape(type)}</code>${block}</td></tr>`;
  });
  return `<section>
<h2><code>${escape(method.toUpperCase())} ${escape(path)}</code></h2>
<p>${escape(summary)}. ${escape(description ?? '')}</p>
${parameters.length === 0 ? '' : `<h3>Parameters</h3>\n<table>${parameters.map(parameterRow).join('\n')}</table>`}
${body.join('\n')}
<h3>Answers</h3>
<table>${answers.join('\n')}</table>
</section>`;
}

function parameterRow({ name, in: place, schema }: Parameter): string {
  return `<tr><td><code>${escape(name)}</code></td><td>${escape(place)}</td><td>${escape(String(schema['description'] ?? ''))}</td></tr>`;
}

const schemaBlock = (schema: Json): string => `<pre>${escape(JSON.stringify(schema, null, 2))}</pre>`;

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
