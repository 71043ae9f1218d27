import fc from 'fast-check';
import { selects, type Labels, type LabelSelector } from '@tinjis/rules/label-selector';
import { connects } from '@tinjis/rules/network/connect';
import type { Oracle } from '../harness/oracle.ts';
import type { Suite } from '../harness/suite.ts';
import { netpolAnalyzer } from './analyzer.ts';
import { anyLabels, anySelector, connectionCases, type ConnectionCase } from '@tinjis/rules/testing/random/network';

interface Connection {
  readonly egress: boolean;
  readonly ingress: boolean;
}
interface SelectorCase {
  readonly selector: LabelSelector;
  readonly labels: Labels;
}

const connection: Oracle<ConnectionCase, Connection> = {
  name: 'network-connect',
  authority: 'cyclonus v0.5.6 matcher, after kubernetes v1.36.4 defaulting and validation',
  cases: connectionCases,
  ours({ policies, from, to, port }) {
    const resources = policies.map((object) => ({ object, at: () => ({ file: 'case', line: 1 }) }));
    const codes = connects({ policies: resources }, from, to, port).reasons.map(({ code }) => code);
    return { egress: !codes.includes('network/egress-refused'), ingress: !codes.includes('network/ingress-refused') };
  },
  allows: ({ egress, ingress }) => egress && ingress,
};

const labelSelector: Oracle<SelectorCase, boolean> = {
  name: 'label-selector',
  authority: 'apimachinery v0.36.4 metav1.LabelSelectorAsSelector',
  cases: fc.record({ selector: anySelector, labels: anyLabels }),
  ours: (asked) => selects(asked.selector, asked.labels),
  allows: (answer) => answer,
};

export const oracles = [connection, labelSelector] as readonly Oracle[];

export const suites: readonly Suite[] = [netpolAnalyzer];
