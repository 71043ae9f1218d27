import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Plugin, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import vision from '@hapi/vision';
import Handlebars from 'handlebars';
import Joi from 'joi';
import type { Kysely } from 'kysely';
import type { Billing, Engine } from '../billing/engine.ts';
import { seedBulk } from '../seed/bulk.ts';
import type { Schema } from '../store/schema.ts';
import { overview, overviewQuery, runPage, runQuery, type OverviewQuery, type RunQuery } from './pages.ts';
import { refuseCrossSite } from './same-origin.ts';

/** The parts of the page. */
export interface WebPageParts {
  readonly db: Kysely<Schema>;
  readonly engine: Engine;
  /** Folder of this file, which holds the templates and what the browser loads. */
  readonly folder: string;
}

/** How long a form waits for the end of its run before it shows the run as it stands, in milliseconds. */
const patienceMs = 2_000;

/** The page loads its own style sheet and script, and nothing else; see also `security` below. */
const policy = [
  "default-src 'none'",
  ...['style-src', 'script-src', 'connect-src', 'img-src', 'form-action'].map((each) => `${each} 'self'`),
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The page for browsers: `GET /` for whoever asks for HTML, while programs get there what they always got. It shows
 * invoices and billing runs, bills and adds invoices, and needs no script.
 */
export const webPage: Plugin<WebPageParts> = {
  name: 'web-page',
  async register(server, { db, engine, folder }) {
    await server.register(vision);
    server.views({
      engines: { hbs: Handlebars.create() },
      path: join(folder, 'templates'),
      partialsPath: join(folder, 'templates', 'parts'),
      layout: true,
      // A template that names what it was not given is an error, not a gap on the page.
      compileOptions: { strict: true, preventIndent: true },
    });
    server.ext('onRequest', (request, h) => {
      const { method, path, url, headers } = request;
      if (method === 'get' && path === '/' && /\btext\/html\b/i.test(String(headers['accept'])))
        request.setUrl(`/page${url.search}`);
      return h.continue;
    });
    server.route([...pages(db), ...forms(db, engine), ...assets(join(folder, 'browser'))]);
  },
};

/** Browsers keep no copy, send the page's address to nobody else, and show it in no frame. */
const options = {
  cache: { otherwise: 'no-store' },
  security: { hsts: false, xframe: 'deny', noSniff: true, referrer: 'same-origin' },
} as const;
// A query or a form can hold nothing but text.
const asText = { convert: true, stripUnknown: true };

function show(h: ResponseToolkit, template: string, context: object) {
  return h.view(template, context).header('Content-Security-Policy', policy).header('Vary', 'Accept');
}

function pages(db: Kysely<Schema>): ServerRoute[] {
  return [
    {
      method: 'GET',
      path: '/page',
      options: { ...options, validate: { query: overviewQuery, options: asText } },
      handler: async ({ query }, h) => show(h, 'overview', await overview(db, query as unknown as OverviewQuery)),
    },
    {
      method: 'GET',
      path: '/page/billing-runs/{id}',
      options: { ...options, validate: { query: runQuery, options: asText } },
      handler: async ({ params, query }, h) =>
        show(h, 'run', await runPage(db, params['id'] as string, query as unknown as RunQuery)),
    },
  ];
}

/** Each form is answered with a redirect: a page that is loaded again sends nothing again. */
function forms(db: Kysely<Schema>, engine: Engine): ServerRoute[] {
  return [
    {
      method: 'POST',
      path: '/page/bill',
      options: { payload: { parse: false, maxBytes: 1024 } },
      handler: async (request, h) => {
        refuseCrossSite(request);
        const { run, done } = (await engine.bill()) as Billing;
        // The engine logs a failure, and the page shows the run.
        await Promise.race([done.catch(() => undefined), sleep(patienceMs, undefined, { ref: false })]);
        return h.redirect(`/?billed=${run.id}`).code(303);
      },
    },
    {
      method: 'POST',
      path: '/page/invoices',
      options: {
        payload: { allow: 'application/x-www-form-urlencoded', maxBytes: 1024 },
        validate: {
          payload: Joi.object({ count: Joi.number().integer().min(1).max(10_000).required() }),
          options: asText,
        },
      },
      handler: async (request, h) => {
        refuseCrossSite(request);
        const { count } = request.payload as { count: number };
        return h.redirect(`/?added=${await seedBulk(db, { customers: 1, invoices: count })}`).code(303);
      },
    },
  ];
}

function assets(folder: string): ServerRoute[] {
  const types = { 'style.css': 'text/css', 'refresh.js': 'text/javascript', 'icon.svg': 'image/svg+xml' };
  return Object.entries(types).map(([name, type]) => {
    const text = readFileSync(join(folder, name), 'utf8');
    return {
      method: 'GET',
      path: `/page/${name}`,
      options: { ...options, cache: { otherwise: 'no-cache' } },
      handler: (_request, h) => h.response(text).type(type),
    };
  });
}
