import { admissionRules } from './promises/admission-rules.ts';
import { applications } from './promises/applications.ts';
import { argocdRights } from './promises/argocd-rights.ts';
import { argocdSettings } from './promises/settings.ts';
import { callers } from './promises/callers.ts';
import { components } from './promises/components.ts';
import { exposure } from './promises/exposure.ts';
import { folders } from './promises/folders.ts';
import { generatedFiles } from './promises/generated.ts';
import { heldRights } from './promises/held-rights.ts';
import { impersonation } from './promises/impersonation.ts';
import { grantedKindsOnly } from './promises/kinds.ts';
import { logins } from './promises/logins.ts';
import { nameLookups } from './promises/names.ts';
import { namespaces } from './promises/namespaces.ts';
import { noEscalation } from './promises/no-escalation.ts';
import { noWayOut } from './promises/no-way-out.ts';
import { ownNamespace } from './promises/own-namespace.ts';
import { ownService } from './promises/own-service.ts';
import { platformExposure } from './promises/platform-exposure.ts';
import { platformPolicy } from './promises/platform-policy.ts';
import { platformPods } from './promises/platform-pods.ts';
import { platformAnnotations } from './promises/platform-annotations.ts';
import { platformShipped } from './promises/platform-shipped.ts';
import { pods } from './promises/pods.ts';
import { ports } from './promises/ports.ts';
import { programs } from './promises/programs.ts';
import { projects } from './promises/projects.ts';
import { readers } from './promises/readers.ts';
import { room } from './promises/room.ts';
import { secrets } from './promises/secrets.ts';
import { sends } from './promises/sends.ts';
import { targets } from './promises/targets.ts';
import { teamShares } from './promises/shares.ts';
import { tokens } from './promises/tokens.ts';
import { workloads } from './promises/workloads.ts';
import type { Layer } from '@tinjis/rules/ruling';
import type { DeliveryPromise } from './promise.ts';

/** Everything that this kind of repository promises. Its two main promises come first. */
export const deliveryPromises: readonly DeliveryPromise[] = [
  ownService,
  callers,
  sends,
  noWayOut,
  nameLookups,
  exposure,
  platformPolicy,
  noEscalation,
  heldRights,
  tokens,
  ownNamespace,
  argocdRights,
  readers,
  impersonation,
  components,
  projects,
  grantedKindsOnly,
  applications,
  argocdSettings,
  platformShipped,
  platformAnnotations,
  logins,
  programs,
  namespaces,
  teamShares,
  admissionRules,
  platformPods,
  platformExposure,
  pods,
  workloads,
  ports,
  targets,
  room,
  secrets,
  folders,
  generatedFiles,
];

/**
 * The layers on whose rules a promise rests, by its name. A rule in such a layer that nobody evaluates leaves the
 * promise unproved. A promise that is not listed rests on all of them.
 */
export const restsOn: Readonly<Record<string, readonly Layer[]>> = {
  [callers.name]: ['network'],
  [sends.name]: ['network'],
  [noWayOut.name]: ['network'],
  [nameLookups.name]: ['network'],
  [exposure.name]: ['admission', 'network'],
  [heldRights.name]: ['rbac'],
  [tokens.name]: ['rbac'],
  [noEscalation.name]: ['rbac'],
  [components.name]: ['rbac'],
  [ownNamespace.name]: ['rbac'],
  [argocdRights.name]: ['argocd'],
  [readers.name]: ['argocd', 'rbac'],
  [projects.name]: ['argocd'],
  [grantedKindsOnly.name]: ['rbac', 'admission'],
  [applications.name]: ['argocd'],
  [argocdSettings.name]: ['argocd'],
  [platformShipped.name]: ['argocd'],
  [platformAnnotations.name]: ['argocd'],
  [logins.name]: ['argocd'],
  [programs.name]: ['argocd'],
  [impersonation.name]: ['argocd', 'rbac'],
  [ownService.name]: ['argocd', 'rbac', 'admission'],
  [platformPolicy.name]: ['argocd', 'rbac', 'admission'],
  [workloads.name]: ['argocd', 'rbac', 'admission'],
  [namespaces.name]: ['admission'],
  [teamShares.name]: ['admission'],
  [admissionRules.name]: ['admission'],
  [pods.name]: ['admission'],
  [platformPods.name]: ['admission', 'network'],
  [platformExposure.name]: ['network'],
  // These are about what files say, and no rule.
  [ports.name]: [],
  [targets.name]: [],
  [room.name]: [],
  [secrets.name]: [],
  [folders.name]: [],
  [generatedFiles.name]: [],
};
