import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { apiAddress } from '../../../src/doctor/github/address.ts';
import { Failure } from '@tinjis/manifests/failure';

export const lab = Lab.script();
const { describe, it } = lab;

describe('apiAddress', () => {
  it('is that of the host, unless another is named', () => {
    expect(apiAddress('github.com', {})).to.equal('https://api.github.com');
    expect(apiAddress('git.example.org', {})).to.equal('https://git.example.org/api/v3');
    expect(apiAddress('github.com', { GITHUB_API_URL: 'https://api.example.org' })).to.equal('https://api.example.org');
    expect(apiAddress('github.com', { GITHUB_API_URL: 'http://127.0.0.1:8080' })).to.equal('http://127.0.0.1:8080');
  });

  it('is never one that a token would go to unencrypted', () => {
    expect(() => apiAddress('github.com', { GITHUB_API_URL: 'http://example.org' })).to.throw(Failure, /unencrypted/);
  });
});
