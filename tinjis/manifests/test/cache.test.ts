import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { cacheFolder, folderMemory, RenderCache } from '../src/cache.ts';
import type { Renderer } from '../src/render/renderer.ts';
import { filesOnDisk } from '../testing/checkout.ts';

export const lab = Lab.script();
const { describe, it } = lab;

const renderer = (version: string): Renderer => ({
  source: 'kustomize on PATH',
  version,
  command: 'kustomize',
  build: ['build'],
});
const objects = [{ object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }, origin: 'a.yaml' }];

describe('cacheFolder()', () => {
  it('follows TINJIS_CACHE, then the platform', () => {
    expect(cacheFolder({ TINJIS_CACHE: '/a', XDG_CACHE_HOME: '/b' })).to.equal('/a');
    expect(cacheFolder({ XDG_CACHE_HOME: '/b', HOME: '/d' })).to.equal('/b/tinjis/render');
    expect(cacheFolder({ HOME: '/d' })).to.equal('/d/.cache/tinjis/render');
    expect(cacheFolder({ LOCALAPPDATA: '/c' })).to.equal('/c/tinjis/render');
    expect(cacheFolder({})).to.equal(join(homedir(), '.cache/tinjis/render'));
  });

  it('is one of their own for tests, which `npm ci` empties', () => {
    expect(cacheFolder(process.env)).to.match(/node_modules\/\.cache\/tinjis$/);
  });

  it('is none where it is switched off', () => {
    expect(cacheFolder({ TINJIS_CACHE: 'off', XDG_CACHE_HOME: '/b' })).to.be.undefined();
  });
});

describe('folderMemory()', () => {
  it('keeps values by their keys, and nothing where there is no folder', () => {
    const { root, remove } = filesOnDisk({});
    folderMemory(root).keep('a key', { a: [1] });
    expect(folderMemory(root).recall('a key')).to.equal({ a: [1] });
    expect(folderMemory(root).recall('another')).to.be.undefined();
    folderMemory(undefined).keep('a key', 1);
    expect(folderMemory(undefined).recall('a key')).to.be.undefined();
    remove();
  });
});

describe('RenderCache', () => {
  it('gives back what was put, to the same version of kustomize only', () => {
    const { root, remove } = filesOnDisk({});
    new RenderCache(join(root, 'cache'), renderer('5.8.1')).put('digest', objects);
    expect(new RenderCache(join(root, 'cache'), renderer('5.8.1')).get('digest')).to.equal(objects);
    expect(new RenderCache(join(root, 'cache'), renderer('5.8.1')).get('other')).to.be.undefined();
    expect(new RenderCache(join(root, 'cache'), renderer('4.5.4')).get('digest')).to.be.undefined();
    remove();
  });

  it('is private to its user', () => {
    const { root, remove } = filesOnDisk({});
    new RenderCache(join(root, 'cache'), renderer('5.8.1')).put('digest', objects);
    expect(statSync(join(root, 'cache')).mode & 0o777).to.equal(0o700);
    const [file] = readdirSync(join(root, 'cache'));
    expect(statSync(join(root, 'cache', String(file))).mode & 0o777).to.equal(0o600);
    remove();
  });

  it('takes a damaged entry for none', () => {
    const { root, remove } = filesOnDisk({});
    const cache = new RenderCache(root, renderer('5.8.1'));
    cache.put('digest', objects);
    writeFileSync(join(root, String(readdirSync(root)[0])), '[{');
    expect(cache.get('digest')).to.be.undefined();
    remove();
  });

  it('does nothing where it is off or cannot be written', () => {
    const { root, remove } = filesOnDisk({ file: '' });
    for (const folder of [undefined, join(root, 'file', 'below')]) {
      const cache = new RenderCache(folder, renderer('5.8.1'));
      cache.put('digest', objects);
      cache.prune();
      expect(cache.get('digest')).to.be.undefined();
    }
    remove();
  });

  it('drops what is older than a month and keeps the rest', () => {
    const { root, remove } = filesOnDisk({});
    const cache = new RenderCache(root, renderer('5.8.1'));
    cache.put('digest', objects);
    cache.prune(Date.now() + 29 * 86_400_000);
    expect(cache.get('digest')).to.equal(objects);
    cache.prune(Date.now() + 31 * 86_400_000);
    expect(cache.get('digest')).to.be.undefined();
    remove();
  });
});
