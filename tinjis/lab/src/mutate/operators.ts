import type { Operator } from './operator.ts';
import { loosenNamespace, mountToken, widenSeal, widenShare } from './operators/accounts.ts';
import {
  changeApiGroup,
  dropValidation,
  loosenBinding,
  loosenExpression,
  narrowMatch,
  passUnjudged,
} from './operators/admission.ts';
import { nameTeam, refusedBinding, refusedPolicy, stepOut } from './operators/admission-scope.ts';
import { foreignSource, moveApplication, overrideParameters } from './operators/applications.ts';
import { loosenSetting, widenArgocdPolicy } from './operators/argocd.ts';
import { addRule, addSubject, bindEverywhere, bindMore, widenRule } from './operators/rbac.ts';
import { widenOwners } from './operators/codeowners.ts';
import { composeTwo } from './operators/compose.ts';
import { holdNode, misleadPort, misleadSelector, outgrowShare } from './operators/fit.ts';
import { usePodField } from './operators/pod-fields.ts';
import { dropListed, dropRule, patchAway } from './operators/kustomization.ts';
import { misjudgeKind } from './operators/kinds.ts';
import { andToOr, loosenPolicy, widenHosts, widenPeer, widenPorts } from './operators/network.ts';
import { hydrate, shutWindow } from './operators/syncing.ts';
import { addForeignKind, addSetting, annotate, patchPrograms } from './operators/platform.ts';
import { widenProject } from './operators/projects.ts';
import { exposePlatform, exposeService } from './operators/services.ts';
import { smuggle } from './operators/smuggle.ts';
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
  misjudgeKind,
  shutWindow,
  moveApplication,
  hydrate,
  loosenSetting,
  addSetting,
  patchPrograms,
  addForeignKind,
  annotate,
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
  stepOut,
  nameTeam,
  refusedPolicy,
  refusedBinding,
  loosenNamespace,
  widenPeer,
  andToOr,
  widenPorts,
  loosenPolicy,
  widenHosts,
  dropSecurityLine,
  widenPod,
  strangeImage,
  usePodField,
  misleadPort,
  misleadSelector,
  outgrowShare,
  holdNode,
  composeTwo,
  exposeService,
  exposePlatform,
  widenSeal,
];
