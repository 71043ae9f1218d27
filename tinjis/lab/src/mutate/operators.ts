import type { Operator } from './operator.ts';
import { mountToken, widenShare } from './operators/accounts.ts';
import { loosenBinding } from './operators/admission-bindings.ts';
import { loosenExpression } from './operators/admission-expressions.ts';
import { changeApiGroup, dropValidation, narrowMatch, passUnjudged } from './operators/admission-rules.ts';
import { moveApplication } from './operators/applications.ts';
import { widenArgocdPolicy } from './operators/argocd-rbac.ts';
import { addSubject, bindEverywhere, bindMore } from './operators/bindings.ts';
import { widenOwners } from './operators/codeowners.ts';
import { dropRule } from './operators/documents.ts';
import { dropListed } from './operators/kustomization.ts';
import { loosenNamespace } from './operators/namespaces.ts';
import { andToOr, loosenPolicy, widenPeer, widenPorts } from './operators/network.ts';
import { patchAway } from './operators/patches.ts';
import { widenProject } from './operators/projects.ts';
import { addRule, widenRule } from './operators/roles.ts';
import { widenSeal } from './operators/sealed-secrets.ts';
import { openPlatform, openService } from './operators/services.ts';
import { loosenSetting } from './operators/settings.ts';
import { smuggle } from './operators/smuggle.ts';
import { foreignSource, overrideParameters } from './operators/sources.ts';
import { dropSecurityLine, strangeImage, widenPod } from './operators/workloads.ts';

/** Every way to weaken the trees, by layer: Git, Argo CD, RBAC, admission, network, workloads. */
export const operators: readonly Operator[] = [
  widenOwners,
  foreignSource,
  overrideParameters,
  dropListed,
  patchAway,
  dropRule,
  smuggle,
  widenProject,
  moveApplication,
  loosenSetting,
  widenArgocdPolicy,
  widenRule,
  addRule,
  addSubject,
  bindMore,
  bindEverywhere,
  mountToken,
  widenShare,
  dropValidation,
  narrowMatch,
  changeApiGroup,
  passUnjudged,
  loosenBinding,
  loosenExpression,
  loosenNamespace,
  widenPeer,
  andToOr,
  widenPorts,
  loosenPolicy,
  dropSecurityLine,
  widenPod,
  strangeImage,
  openService,
  openPlatform,
  widenSeal,
];
