import Lab from '@hapi/lab';
import { expect } from '@hapi/code';
import { ipv4In } from '../../src/kind/bring-up.ts';
import { kindConfig, registryHosts } from '../../src/kind/registry.ts';
import { isNewEnough } from '../../src/kind/prerequisites.ts';
import { load } from 'js-yaml';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const lab = Lab.script();
const { describe, it } = lab;

// The parts that need no Docker. The others were run by hand: docs/decisions/kind-cluster.md.
describe('the kind cluster', () => {
  it('has the pods where policies/teams.yaml says they are', () => {
    const { networking } = JSON.parse(kindConfig()) as { networking: { podSubnet: string } };
    const teamFile = readFileSync(join(process.cwd(), '../../policies/teams.yaml'), 'utf8');
    // Without a cluster of this name, kind is not used.
    const { clusters } = load(teamFile) as { clusters: { local?: { pods: string } } };
    expect(clusters.local?.pods ?? networking.podSubnet).to.equal(networking.podSubnet);
  });

  it('takes a kind that knows the registry folder, and no older one', () => {
    expect(isNewEnough('kind v0.27.0 go1.23.6 linux/amd64\n')).to.be.true();
    expect(isNewEnough('kind v0.33.0 go1.26.8 linux/amd64\n')).to.be.true();
    expect(isNewEnough('kind v1.0.0 go1.27 darwin/arm64\n')).to.be.true();
    expect(isNewEnough('kind v0.26.0 go1.23.4 linux/amd64\n')).to.be.false();
    expect(isNewEnough('')).to.be.false();
  });

  it('asks the registry container for images, by HTTP', () => {
    expect(registryHosts('tinjis-registry')).to.startWith('[host."http://tinjis-registry:5000"]\n');
  });

  it('finds an IPv4 address beside those of IPv6', () => {
    expect(ipv4In('fc00:f853:ccd:e793::1 172.18.0.1 ')).to.equal('172.18.0.1');
    expect(ipv4In('fc00:f853:ccd:e793::1')).to.be.undefined();
  });
});
