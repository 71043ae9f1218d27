import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { clusterCache, foldersOf } from '../src/state.ts';
import { Failure } from '@tinjis/manifests/failure';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the folders of an instance', () => {
  it('lie where the XDG rules say', () => {
    const env = { HOME: '/home/ann', XDG_STATE_HOME: '/state', XDG_CACHE_HOME: '/cache' };
    expect(foldersOf('demo', env, 0)).to.equal({
      state: '/state/tinjis/demo',
      logs: '/state/tinjis/demo/logs',
      secrets: '/state/tinjis/demo/secrets',
      run: '/run/tinjis-demo',
      cache: '/cache/tinjis/cluster',
    });
  });

  it('are written without root as well', () => {
    const { state, run } = foldersOf('demo', { HOME: '/home/ann' }, 1000);
    expect(run).to.equal(`${state}/run`);
  });

  it('lie in the home folder where nothing is said, or something empty', () => {
    expect(foldersOf('demo', { HOME: '/home/ann', XDG_STATE_HOME: '' }).state).to.equal(
      '/home/ann/.local/state/tinjis/demo',
    );
    expect(clusterCache({ HOME: '/home/ann' })).to.equal('/home/ann/.cache/tinjis/cluster');
  });

  it('are named by words that are safe in a path', () => {
    for (const name of ['a', 'tinjis', 'probe-2', 'a'.repeat(30)]) {
      expect(foldersOf(name, { HOME: '/h' }, 0).run).to.equal(`/run/tinjis-${name}`);
    }
    for (const name of ['', '../etc', 'a/b', 'A', '2nd', '-a', 'a-', 'a b', 'a'.repeat(31), 'a\n']) {
      expect(() => foldersOf(name, { HOME: '/h' }), name).to.throw(Failure, /--name/);
    }
  });
});
