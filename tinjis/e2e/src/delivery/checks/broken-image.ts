import { imageOf, setImage } from '@tinjis/delivery/model/image-entry';
import { overlayFile } from '@tinjis/delivery/model/service-folders';
import { localCluster } from '@tinjis/platform/platform';
import type { LiveCheck } from '../../harness/check.ts';
import type { Developed } from '../measure.ts';
import type { DeliverySetup } from '../stage.ts';
import { brokenPush } from './broken-push.ts';

/** A digest that no registry has. */
const nowhere = `sha256:${'0'.repeat(64)}`;

export function brokenImage(stage: DeliverySetup): LiveCheck {
  return {
    name: 'broken-image',
    title: 'an image that does not exist leaves the old version serving, says why, and the next good push heals it',
    within: 120,
    run: (signal) =>
      brokenPush(
        stage,
        {
          developed: stage.payment,
          breakIt: pinNowhere,
          // What the registry answers differs; that the image could not be pulled does not.
          reason: /ErrImagePull|ImagePullBackOff/,
        },
        signal,
      ),
  };
}

async function pinNowhere({ team, workload: { name: service }, copy }: Developed): Promise<void> {
  const file = overlayFile({ team, service }, localCluster);
  const text = await copy.read(file);
  const current = imageOf(text, file, service);
  if ('refusal' in current || !current.image) throw new Error(`${file} does not say which image runs`);
  const edited = setImage(text, file, service, { ...current.image, digest: nowhere });
  if ('refusal' in edited) throw new Error(edited.refusal.what);
  await copy.write(file, edited.text);
}
