import { placed, type Container, type Pod } from './pod.ts';

/**
 * Whether an update of a pod is evaluated at all. What else Pod Security looks at cannot change in a running pod, so
 * only images and new containers count (`isSignificantPodUpdate` in `k8s.io/pod-security-admission/admission`).
 */
export function isSignificantUpdate(pod: Pod, old: Pod): boolean {
  return (
    (['containers', 'initContainers'] as const).some((field) => {
      const [now, before] = [containers(pod.spec?.[field]), containers(old.spec?.[field])];
      return now.length !== before.length || now.some(({ image }, i) => image !== before[i]?.image);
    }) ||
    containers(pod.spec?.ephemeralContainers).some(({ name, image }) => {
      const before = containers(old.spec?.ephemeralContainers).find((one) => one.name === name);
      return !before || before.image !== image;
    })
  );
}

function containers(list: readonly Container[] | undefined): readonly Container[] {
  return placed(list, []).map(({ value }) => value);
}
