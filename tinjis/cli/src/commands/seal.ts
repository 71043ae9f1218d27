import { applyWrites } from '@tinjis/manifests/edit/apply';
import { clustersNamed, loadTeams, serviceNamed } from '@tinjis/delivery/load/teams';
import { diskTree, type Tree } from '@tinjis/manifests/tree/tree';
import { argocdNamespace } from '@tinjis/rules/argocd/objects';
import { clusterFolder, manifestFolder, servicesCalledBy } from '@tinjis/delivery/model/layout';
import type { Service, Teams } from '@tinjis/delivery/model/teams';
import { exitCodes, Failure } from '@tinjis/manifests/failure';
import type { Outcome } from '@tinjis/delivery/print/outcome';
import { readCertificate, sealingCertificateFile, type SealingCertificate } from '@tinjis/delivery/seal/certificate';
import { sealItem, strictLabel } from '@tinjis/delivery/seal/item';
import { itemsOf, type SecretName, setItem } from '@tinjis/delivery/seal/manifest';
import { rotate, type RotationStep, rotationSteps } from '@tinjis/delivery/seal/rotate';
import { readSecretValue } from '@tinjis/delivery/seal/value';
import type { CommandModule } from './command.ts';

/**
 * The word in place of a service, for the Secrets of Argo CD itself. A service's name holds a slash, so no service can
 * have this name.
 */
const platform = 'platform';

interface SealOptions {
  readonly cluster: string;
  readonly secret?: string;
  readonly item?: string;
  readonly rotate?: string;
  readonly new?: boolean;
}

/** The input of both uses of the command. */
interface Target {
  readonly root: string;
  readonly tree: Tree;
  readonly cluster: string;
  readonly certificate: SealingCertificate;
}

/** `tinjis seal`: seals a value for one service on one cluster, or performs a step of a key's rotation. */
export const command: CommandModule = {
  examples: [
    'openssl rand -base64 24 | tinjis seal billing/antaeus --cluster staging --secret antaeus-database --item password',
    'cat config.json | tinjis seal billing/antaeus --cluster staging --secret registry --item .dockerconfigjson --new',
    'tinjis seal billing/antaeus --cluster staging --rotate start',
  ],
  declare: (command) => {
    command
      .argument(
        '<team/service>',
        `the service that gets the value, or ${platform} for Argo CD's own; with --rotate, the service that calls`,
      )
      .requiredOption('--cluster <name>', 'the cluster whose certificate to seal for')
      .option('--secret <name>', 'name of the Secret')
      .option('--item <key>', 'key of the value in the Secret')
      .option('--new', 'write a Secret or an item that is not there yet, which is otherwise taken for a typing error')
      .option('--rotate <step>', `rotate the API key of the service's calls: ${rotationSteps.join(', ')}`)
      .addHelpText(
        'after',
        '\nThe value is read from standard input and shown nowhere. The line end after one line of text is not part of it; other bytes are kept as they are.',
      );
  },
  run: async ({ args: [written = ''], options, context: { root, stdin } }) => {
    const { cluster, secret, item, rotate: step, new: isNew = false } = options as unknown as SealOptions;
    const tree = diskTree(root);
    const teams = loadTeams(tree);
    const service = written === platform ? undefined : serviceNamed(teams, written);
    clustersNamed(teams, cluster);
    const file = sealingCertificateFile(cluster);
    const certificate = readCertificate(tree.text(file), file, new Date());
    if ('refusal' in certificate) throw new Failure('unreadable', certificate.refusal);
    const target = { root, tree, cluster, certificate };
    if (step !== undefined) return rotated(target, service, step, teams);
    if (secret === undefined || item === undefined)
      throw new Failure('misuse', {
        what: 'seal needs --secret NAME and --item KEY',
        fix: 'pass both, or --rotate STEP',
      });
    checkNames(secret, item);
    const name = { namespace: service?.namespace ?? argocdNamespace, name: secret };
    const path = sealedFile(service, cluster);
    if (!isNew) checkThere(textOf(tree, path), path, name, item);
    const value = await readSecretValue(stdin);
    const sealed = sealItem(certificate.publicKey, strictLabel(name.namespace, secret), value);
    value.fill(0);
    const edited = setItem(textOf(tree, path), path, name, item, sealed);
    if ('refusal' in edited) throw new Failure('unreadable', edited.refusal);
    return done(target, `sealed ${item} of Secret ${name.namespace}/${secret}`, { [path]: edited.text });
  },
};

function rotated(target: Target, service: Service | undefined, step: string, teams: Teams): Outcome {
  const { tree, cluster, certificate } = target;
  if (!service)
    throw new Failure('misuse', { what: `${platform} calls no service`, fix: 'name the service that calls' });
  if (!isStep(step))
    throw new Failure('misuse', {
      what: `there is no step ${step} of a rotation`,
      fix: `name one of ${rotationSteps.join(', ')}`,
    });
  const [called] = servicesCalledBy(teams, service);
  if (!called)
    throw new Failure('misuse', {
      what: `${service.team}/${service.name} calls no service`,
      fix: 'name the service that calls',
    });
  const secret = { namespace: service.namespace, name: `${service.name}-${called.service}-api-key` };
  const sealed = sealedFile(service, cluster);
  const keys = `${manifestFolder(called)}/overlays/${cluster}/api-keys.json`;
  const rotation = {
    caller: service.name,
    secret,
    item: `${called.service}-api-key`,
    sealed: { file: sealed, text: textOf(tree, sealed) },
    keys: { file: keys, text: tree.text(keys) },
  };
  const planned = rotate(step, rotation, certificate.publicKey);
  if ('refusal' in planned) throw new Failure('unreadable', planned.refusal);
  return done(
    target,
    `${step} of the rotation of ${service.name}'s key for ${called.service}; ${nextSteps[step]}`,
    planned.writes,
  );
}

const nextSteps: Readonly<Record<RotationStep, string>> = {
  // Observed: the kubelet takes up to a minute and a half after the sync to bring a changed Secret or ConfigMap into a
  // running pod.
  start:
    'merge this, wait until the called service has synced and its pods hold both keys (up to 90 s later), then --rotate switch',
  switch:
    'merge this, wait until the caller has synced and its pods hold the new key (up to 90 s later), then --rotate finish',
  finish: 'merge this, and the old key opens nothing any more',
};

function done({ root, cluster, certificate }: Target, what: string, writes: Readonly<Record<string, string>>): Outcome {
  applyWrites(root, writes);
  const files = Object.keys(writes);
  const { fingerprint, notAfter } = certificate;
  const sealedFor = { fingerprint, notAfter: notAfter.toISOString() };
  return {
    exit: exitCodes.clean,
    text: (style) =>
      [
        `${style.bold(cluster)}: ${what}`,
        ...files.map((file) => `  ${file}`),
        `certificate ${fingerprint}`,
        `valid until ${sealedFor.notAfter}`,
      ].join('\n'),
    json: { cluster, what, files, certificate: sealedFor },
  };
}

function sealedFile(service: Service | undefined, cluster: string): string {
  if (!service) return `${clusterFolder(cluster)}/bootstrap/sealed-secrets.yaml`;
  return `${manifestFolder({ team: service.team, service: service.name })}/overlays/${cluster}/sealed-secrets.yaml`;
}

function textOf(tree: Tree, path: string): string {
  return tree.kind(path) === undefined ? '' : tree.text(path);
}

function isStep(step: string): step is RotationStep {
  return (rotationSteps as readonly string[]).includes(step);
}

const longestName = 253;

/**
 * Refuses names that the API server would refuse: a Secret's is a DNS-1123 subdomain, an item's a file name.
 * @see https://kubernetes.io/docs/concepts/configuration/secret/
 */
function checkNames(secret: string, item: string): void {
  const label = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
  if (secret.length > longestName || !new RegExp(`^${label}(?:\\.${label})*$`).test(secret))
    throw new Failure('misuse', {
      what: `--secret ${secret} is no name of a Secret`,
      fix: 'write lower-case letters, digits, - and ., with a letter or digit at both ends',
    });
  if (item.length > longestName || !/^[-._a-zA-Z0-9]+$/.test(item) || item === '.' || item.startsWith('..'))
    throw new Failure('misuse', {
      what: `--item ${item} is no key in a Secret`,
      fix: 'write letters, digits, -, _ and ., without .. at the beginning',
    });
}

/** Refuses an item that is not there: with a typing error in a name, nothing that runs would ever read the value. */
function checkThere(text: string, file: string, secret: SecretName, item: string): void {
  const items = itemsOf(text, file, secret);
  if ('refusal' in items) throw new Failure('unreadable', items.refusal);
  if (items.includes(item)) return;
  throw new Failure('misuse', {
    what:
      items.length === 0
        ? `there is no SealedSecret ${secret.name}`
        : `the SealedSecret ${secret.name} has no item ${item}, only ${items.join(', ')}`,
    at: { file, line: 1 },
    fix: 'correct the name, or pass --new to write a new one',
  });
}
