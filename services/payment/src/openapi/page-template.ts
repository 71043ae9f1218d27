/** The page of the OpenAPI document for Handlebars, which escapes whatever it puts in. */
export const pageTemplate = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{title}} API</title>
<link rel="icon" href="data:,">
<style>{{{style}}}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<h1>{{title}} <small>version {{version}}</small></h1>
<p class="lead">{{description}}</p>
<p>The same for programs: <a href="/openapi.json">/openapi.json</a>.</p>
</header>
<div class="columns">
<nav aria-label="Contents">
<ul>
{{#each operations}}<li><a href="#{{id}}"><span class="method {{method}}">{{method}}</span> <span class="path">{{path}}</span></a></li>
{{/each}}{{#each schemas}}<li><a href="#schema-{{name}}">{{name}}</a></li>
{{/each}}</ul>
</nav>
<main id="main" tabindex="-1">
{{#each operations}}
<section aria-labelledby="{{id}}">
<h2 id="{{id}}"><span class="method {{method}}">{{method}}</span> <code>{{path}}</code></h2>
<p><strong>{{summary}}.</strong>{{#if description}} {{description}}{{/if}}</p>
<p class="faint">{{#if needsKey}}Needs an API key: <code>Authorization: Bearer</code>.{{else}}Needs no Authorization header.{{/if}}</p>
<div class="code" role="region" aria-label="Example of {{method}} {{path}}" tabindex="0"><pre>{{curl}}</pre></div>
{{#if parameters}}
<h3>Parameters</h3>
<dl>{{#each parameters}}<div><dt><code>{{name}}</code></dt><dd><span class="faint">{{place}}, {{type}}{{#if required}}, required{{/if}}</span>{{#if meaning}}<br>{{meaning}}{{/if}}</dd></div>
{{/each}}</dl>
{{/if}}
{{#if body}}
<details><summary>Schema of the body</summary><div class="code" role="region" aria-label="Schema of the body of {{method}} {{path}}" tabindex="0"><pre>{{body}}</pre></div></details>
{{/if}}
<h3>Answers</h3>
{{#each answers}}
<p><span class="status">{{status}}</span> {{description}}{{#if type}} <span class="faint">{{type}}</span>{{/if}}</p>
{{#if headers}}<dl>{{#each headers}}<div><dt><code>{{name}}</code></dt><dd>{{meaning}}</dd></div>{{/each}}</dl>{{/if}}
{{#if example}}<div class="code" role="region" aria-label="Example of the answer {{status}} of {{../method}} {{../path}}" tabindex="0"><pre>{{example}}</pre></div>{{/if}}
{{#if schema}}<details><summary>Schema of the answer</summary><div class="code" role="region" aria-label="Schema of the answer {{status}} of {{../method}} {{../path}}" tabindex="0"><pre>{{schema}}</pre></div></details>{{/if}}
{{/each}}
{{#if problems}}
<details><summary>Errors: {{#each problems}}{{#unless @first}}, {{/unless}}{{status}}{{/each}}</summary>
<dl>{{#each problems}}<div><dt><span class="status">{{status}}</span></dt><dd>{{description}}{{#each headers}}<br><code>{{name}}</code> <span class="faint">{{meaning}}</span>{{/each}}</dd></div>
{{/each}}</dl></details>
{{/if}}
</section>
{{/each}}
{{#each schemas}}
<section aria-labelledby="schema-{{name}}">
<h2 id="schema-{{name}}">{{name}}</h2>
<div class="code" role="region" aria-label="Schema {{name}}" tabindex="0"><pre>{{text}}</pre></div>
</section>
{{/each}}
</main>
</div>
</body>
</html>
`;

/** Its style sheet, which the page's policy names by its hash. */
export const pageStyle = `
:root { color-scheme: light dark; --paper: light-dark(#fbfbfa, #141618); --card: light-dark(#f1f2f3, #1e2125); --ink: light-dark(#1b1f24, #e7e8ea); --faint: light-dark(#59616b, #a4abb5); --line: light-dark(#e1e3e6, #31363c); --accent: light-dark(#1f5fa8, #85bdf5); --write: light-dark(#1c7a43, #58c98a); --drop: light-dark(#b3421f, #f0936f); }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; max-width: 76rem; padding: 1rem clamp(1rem, 3vw, 2.5rem) 4rem; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: break-word; }
a { color: var(--accent); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 0.5rem; }
.columns { display: grid; grid-template-columns: minmax(0, 17rem) minmax(0, 1fr); gap: 3rem; }
nav ul { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow-y: auto; margin: 2.5rem 0 0; padding: 0; list-style: none; font-size: 0.875rem; }
nav a { display: block; padding: 0.25rem 0; color: inherit; text-decoration: none; overflow-wrap: anywhere; }
nav a:hover .path { text-decoration: underline; }
h1 { margin: 1.25rem 0 0.5rem; font-size: 2rem; line-height: 1.2; letter-spacing: -0.02em; }
h1 small { color: var(--faint); font-size: 1rem; font-weight: 400; letter-spacing: 0; }
h2 { margin: 0 0 0.75rem; font-size: 1.2rem; line-height: 1.35; overflow-wrap: anywhere; }
h3 { margin: 1.5rem 0 0.5rem; font-size: 1rem; }
.lead { max-width: 46rem; }
.faint { color: var(--faint); font-size: 0.875rem; }
section { margin-top: 2.5rem; padding-top: 1.75rem; border-top: 1px solid var(--line); }
code, pre { font: 0.875rem/1.55 ui-monospace, SFMono-Regular, Menlo, monospace; }
h2 code { font-size: 1.1rem; font-weight: 600; }
code { overflow-wrap: anywhere; }
.code { overflow-x: auto; margin: 0.5rem 0; border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
pre { margin: 0; padding: 0.75rem 1rem; width: max-content; min-width: 100%; }
.method { display: inline-block; min-width: 4.4em; color: var(--accent); font: 600 0.75rem/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; letter-spacing: 0.02em; }
h2 .method { font-size: 0.9rem; }
.method.POST, .method.PUT { color: var(--write); }
.method.DELETE { color: var(--drop); }
.status { font-weight: 600; font-variant-numeric: tabular-nums; }
dl { margin: 0.5rem 0; }
dl > div { display: grid; grid-template-columns: minmax(0, 11rem) minmax(0, 1fr); gap: 0.15rem 1.25rem; padding: 0.5rem 0; border-top: 1px solid var(--line); }
dd { margin: 0; }
details { margin: 0.5rem 0; }
summary { padding: 0.25rem 0; color: var(--accent); cursor: pointer; }
@media (max-width: 50rem) {
  .columns { display: block; }
  nav ul { position: static; max-height: none; margin-top: 1rem; }
  dl > div { grid-template-columns: minmax(0, 1fr); }
}
@media print { nav, .skip { display: none; } .columns { display: block; } }
`;
