import type { Reader } from '@tinjis/manifests/reader';
import type { Tree } from '@tinjis/manifests/tree/tree';
import type { GeneratedFile } from '../model/generated.ts';
import type { ClusterModel, Model } from '../model/model.ts';
import type { DeveloperTeam } from '../model/teams.ts';
import type { Entries } from '../entry.ts';
import type { Tally } from './tally.ts';

/** The inputs of a proof. */
export interface ProofContext {
  readonly tree: Tree;
  readonly reader: Reader;
  readonly model: Model;
  /**
   * The files that follow from the team file. A proof gets them as input and calls no generator: it does not trust one.
   */
  generated(): readonly GeneratedFile[];
  /** The current time: a proof about a certificate holds only for a while. */
  readonly now: Date;
}

/** A promise of the repository, and its proof over every case there is. */
export interface DeliveryPromise {
  /** Kebab-case and stable: scripts may rely on it. */
  readonly name: string;
  /** The promise as a sentence. */
  readonly says: string;
  /** The findings that this proof can make, by code, in addition to `caseFindings`, which every proof can make. */
  readonly findings: Entries;
  /**
   * Puts every case before the tally that the platform's files decide: the cases that must be open as well as those
   * that must not. What lies in the teams' folders is not there to be read.
   */
  prove?(context: ProofContext, tally: Tally): void;
  /**
   * Puts every case before the tally that depends on what lies in the folders of one team. Of other teams only the
   * folders of its callers can be read.
   */
  proveTeam?(context: ProofContext, team: DeveloperTeam, tally: Tally): void;
}

/**
 * The clusters with an Argo CD whose settings are in the repository. A hub's are judged where it is; those of one that
 * was there before are asked from the cluster.
 */
export function withSettings({ clusters }: Model, tally: Tally): readonly ClusterModel[] {
  return clusters.filter(({ declared, settingsElsewhere }) => {
    tally.leftOpen(settingsElsewhere);
    return !settingsElsewhere && declared.argocd.by !== 'hub';
  });
}

/** Why it matters, for facts found by trying. */
export const observed = 'Each of these was observed on a running Argo CD 3.6.1.';

/** How to fix files that only the generator writes. */
export const changeTeamFile = 'change policies/teams.yaml if that is meant, and run `tinjis generate`';
