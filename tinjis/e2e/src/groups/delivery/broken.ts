import { waitFor } from '@tinjis/cluster/wait';
import { addInvoices, billingRun } from '../../billing/load.ts';
import type { CheckOutcome, LiveCheck } from '../../harness/check.ts';
import { tinjisStatus } from '../../harness/tinjis.ts';
import { arrivalOf, stateOf } from '../../pushes/arrival.ts';
import { commitMark, type Developed } from '../../pushes/push.ts';
import { deploymentFile } from '../../pushes/mark.ts';
import type { DeliverySetup } from '../../pushes/setup.ts';
import { imageOf, setImage } from '@tinjis/delivery/model/image-entry';
import { overlayFile } from '@tinjis/delivery/model/layout';
import { localCluster } from '@tinjis/platform/installation';

interface Breakage {
  readonly developed: Developed;
  /** Changes files in the clone so that the pushed version cannot run. */
  breakIt(developed: Developed): Promise<void>;
  /** The reason that `tinjis status` must give. */
  readonly reason: RegExp;
}

/** Invoices billed while the push is broken: so many that a single decline cannot explain the result. */
const someInvoices = 20;

/**
 * Longest time that the healing push may take, in seconds. It is shorter than Argo CD's retries of the broken push,
 * which go on for over two minutes.
 */
const longestHeal = 45;

/**
 * Pushes something broken, checks that the old version serves and that the reason is shown, and heals it with a good
 * push.
 */
async function brokenPush(
  setup: DeliverySetup,
  { developed, breakIt, reason }: Breakage,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const { kubernetes, context, url } = setup;
  const { copy, workload } = developed;
  await copy.update();
  await breakIt(developed);
  await copy.commit(`${workload.name}: break it on purpose`);
  await copy.push();
  try {
    const said = await waitFor(
      { what: `tinjis status to name the fault of ${workload.name}`, timeout: 60_000, every: 1000 },
      async () => {
        const { exit, text } = await tinjisStatus(context);
        const line = text.split('\n').find((each) => reason.test(each));
        return line !== undefined && exit !== 0
          ? { found: line.trim() }
          : { instead: `exit ${exit}: ${text.slice(0, 2000)}` };
      },
    );
    await addInvoices(kubernetes, someInvoices);
    const { failed, paid, declined, state } = await billingRun(url);
    const serves = state === 'finished' && failed === 0 && paid + declined >= someInvoices;
    const healed = await heal(setup, developed, signal);
    return {
      passed: serves && healed < longestHeal,
      observed: `the old version billed ${paid + declined} invoices, the next good push served after ${healed} s; status said: ${around(said, reason)}`,
      measures: { healedSeconds: healed },
      record: { said },
    };
  } catch (error) {
    await heal(setup, developed, AbortSignal.timeout(60_000));
    throw error;
  }
}

/** Reverts the last change, and pushes the revert together with something new. */
async function heal({ kubernetes }: DeliverySetup, developed: Developed, signal: AbortSignal): Promise<number> {
  const { copy, workload } = developed;
  const value = `healed-${Date.now()}`;
  await copy.git('revert', '--no-edit', 'HEAD');
  await commitMark(developed, value);
  const { revision: before } = await stateOf(kubernetes, workload.name);
  const start = performance.now();
  await copy.push();
  const { serving } = await arrivalOf(kubernetes, { ...workload, before, value }, signal);
  return Math.round(serving - start) / 1000;
}

/** The part of a line that gives the reason. */
function around(line: string, reason: RegExp): string {
  const at = line.search(reason);
  return line.slice(Math.max(0, at - 80), at + 80);
}

/** A digest that no registry has. */
const nowhere = `sha256:${'0'.repeat(64)}`;

export function brokenImage(setup: DeliverySetup): LiveCheck {
  return {
    name: 'broken-image',
    title: 'an image that does not exist leaves the old version serving, says why, and the next good push heals it',
    within: 120,
    run: (signal) =>
      brokenPush(
        setup,
        {
          developed: setup.payment,
          breakIt: pinNowhere,
          // Registries answer differently, but the report always says that the image could not be pulled.
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

export function brokenManifest(setup: DeliverySetup): LiveCheck {
  return {
    name: 'broken-manifest',
    title:
      'a manifest that Kubernetes refuses leaves the old version serving, says why, and the next good push heals it',
    within: 120,
    run: (signal) =>
      brokenPush(
        setup,
        {
          developed: setup.antaeus,
          breakIt: forgetQuotes,
          reason: /expected string, got .*8000|cannot unmarshal number|must be string/,
        },
        signal,
      ),
  };
}

/** The classic mistake: a number where a variable needs text. Kustomize renders it, and the API server refuses it. */
async function forgetQuotes({ team, workload: { name: service }, copy }: Developed): Promise<void> {
  const file = deploymentFile({ team, service });
  const text = await copy.read(file);
  const broken = text.replace('{name: PORT, value: "8000"}', '{name: PORT, value: 8000}');
  if (broken === text) throw new Error(`${file} does not set PORT as expected`);
  await copy.write(file, broken);
}
