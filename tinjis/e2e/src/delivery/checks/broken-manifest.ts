import type { LiveCheck } from '../../harness/check.ts';
import { deploymentFile } from '../change.ts';
import type { Developed } from '../measure.ts';
import type { DeliverySetup } from '../stage.ts';
import { brokenPush } from './broken-push.ts';

export function brokenManifest(stage: DeliverySetup): LiveCheck {
  return {
    name: 'broken-manifest',
    title:
      'a manifest that Kubernetes refuses leaves the old version serving, says why, and the next good push heals it',
    within: 120,
    run: (signal) =>
      brokenPush(
        stage,
        {
          developed: stage.antaeus,
          breakIt: forgetQuotes,
          reason: /expected string, got .*8000|cannot unmarshal number|must be string/,
        },
        signal,
      ),
  };
}

/** The classic: a number where a variable's text belongs. Kustomize renders it, the API server refuses it. */
async function forgetQuotes({ team, workload: { name: service }, copy }: Developed): Promise<void> {
  const file = deploymentFile({ team, service });
  const text = await copy.read(file);
  const broken = text.replace('{name: PORT, value: "8000"}', '{name: PORT, value: 8000}');
  if (broken === text) throw new Error(`${file} does not set PORT as expected`);
  await copy.write(file, broken);
}
