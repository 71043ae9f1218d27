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
import { platformShipped } from './promises/platform-shipped.ts';
import { pods } from './promises/pods.ts';
import { ports } from './promises/ports.ts';
import { programs } from './promises/programs.ts';
import { projects } from './promises/projects.ts';
import { room } from './promises/room.ts';
import { secrets } from './promises/secrets.ts';
import { sends } from './promises/sends.ts';
import { targets } from './promises/targets.ts';
import { teamShares } from './promises/shares.ts';
import { tokens } from './promises/tokens.ts';
import { workloads } from './promises/workloads.ts';
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
  impersonation,
  components,
  projects,
  applications,
  argocdSettings,
  platformShipped,
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
