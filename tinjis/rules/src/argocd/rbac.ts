/** Who may do what in Argo CD itself: its RBAC ConfigMap with the roles of AppProjects. */
export { enforce, type RbacSubject } from './rbac/enforce.ts';
export type { RbacRequest } from './rbac/match.ts';
export type { RbacPolicy } from './rbac/policy.ts';
export { readRbacPolicy } from './rbac/read.ts';
