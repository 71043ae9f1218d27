import type { NewTeamFields, OnboardRequest } from '@tinjis/delivery/plan/onboard/onboard';
import type { GroupEntry } from '@tinjis/delivery/model/teams/people-rules';
import type { Egress } from '@tinjis/delivery/model/teams';
import type { PortEntry, ServiceEntry } from '@tinjis/delivery/model/teams/read';
import { Failure } from '@tinjis/manifests/failure';
import { pairs } from './adopt-request.ts';

/** The options of `tinjis onboard`, as commander gives them. */
export interface OnboardOptions {
  readonly member?: readonly string[];
  readonly group?: readonly string[];
  readonly automation?: readonly string[];
  readonly kind?: readonly string[];
  readonly share?: readonly string[];
  readonly containerMax?: readonly string[];
  readonly workload?: string;
  readonly port?: readonly string[];
  readonly opsPort?: string | false;
  readonly monitoring?: readonly string[];
  readonly caller?: readonly string[];
  readonly outside?: true;
  readonly host?: readonly string[];
  readonly database?: true;
  readonly image?: readonly string[];
  readonly egress?: readonly string[];
  readonly autoscaler: boolean;
  readonly http: boolean;
  readonly schedule?: string;
  readonly dryRun?: true;
}

/**
 * The request in the options: the entry of the team file, and what only the manifests say.
 * @throws Failure (misuse) for options that contradict each other, or are malformed
 */
export function onboardRequest(team: string, service: string, options: OnboardOptions): OnboardRequest {
  refuseContradictions(options);
  const { member = [], workload, image = [], autoscaler, schedule } = options;
  return {
    team,
    service,
    members: member,
    teamFields: teamFieldsOf(options),
    ...(workload !== undefined && { workload }),
    entry: entryOf(options),
    images: image,
    autoscaler,
    ...(schedule !== undefined && { schedule }),
  };
}

function teamFieldsOf({ group, automation, kind, share, containerMax }: OnboardOptions): NewTeamFields {
  return {
    ...(group && {
      groups: pairs('--group', group).map(([role, name]) => ({ group: name, role: role as GroupEntry['role'] })),
    }),
    ...(automation && { automation: Object.fromEntries(automation.map((name) => [name, 'reader' as const])) }),
    ...(share && { share: Object.fromEntries(pairs('--share', share)) }),
    ...(containerMax && { containerMax: Object.fromEntries(pairs('--container-max', containerMax)) }),
    ...(kind && { kinds: kind }),
  };
}

const serviceAlone = [
  'member',
  'group',
  'automation',
  'kind',
  'share',
  'containerMax',
  'opsPort',
  'outside',
  'host',
  'database',
] as const;

function refuseContradictions(options: OnboardOptions): void {
  const { http, port, opsPort, caller, outside, monitoring, workload, autoscaler, schedule } = options;
  if (!http && [port, caller, outside, monitoring].some((each) => each !== undefined))
    throw new Failure('misuse', {
      what: '--no-http says that nobody connects, and --port, --caller, --monitoring or --outside that somebody does',
      fix: 'leave out the one or the others',
    });
  const misplaced = workload !== undefined && serviceAlone.find((name) => options[name] !== undefined);
  if (misplaced || (workload !== undefined && !(http && autoscaler)))
    throw new Failure('misuse', {
      what: `--workload adds to a service that is there, and ${misplaced ? `--${dashed(misplaced)}` : '--no-http or --no-autoscaler'} is about the service`,
      fix: 'leave it out: a workload takes --port NAME=NUMBER, --monitoring, --caller, --image and --egress',
    });
  if (schedule === undefined) return;
  if ([port, opsPort, caller, outside, monitoring].some((each) => each !== undefined && each !== false))
    throw new Failure('misuse', {
      what: '--schedule starts a job, to which nobody connects: it has no port',
      fix: 'leave out --port, --ops-port, --caller, --monitoring and --outside',
    });
  if (!/^(?:@(?:hourly|daily|weekly|monthly|yearly)|(?:[\d*/,A-Za-z-]+ ){4}[\d*/,A-Za-z-]+)$/.test(schedule))
    throw new Failure('misuse', {
      what: `--schedule is ${schedule}, expected minute, hour, day, month and day of the week, or a word such as @daily`,
      fix: "pass --schedule '0 4 * * *', say",
    });
}

const dashed = (name: string): string => name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`);

/** A port in the options. The name of the one that goes without is `http`. */
interface GivenPort {
  readonly name: string;
  readonly port: number;
  /** The port of the Service, if it is another number. */
  readonly servicePort?: number;
}

function entryOf(options: OnboardOptions): ServiceEntry {
  const { workload, outside, host, database, image = [], egress = [], monitoring = [] } = options;
  const ports = portsOf(options);
  const http = ports.find(({ name }) => name === 'http');
  if (outside && !http)
    throw new Failure('misuse', {
      what: '--outside lets clients in to the port without a name, and there is none',
      fix: 'add --port NUMBER',
    });
  if (host && !outside)
    throw new Failure('misuse', {
      what: '--host says under which names clients outside connect, and nothing lets them',
      fix: 'add --outside',
    });
  const strange = monitoring.find((name) => name === 'http' || !ports.some((each) => each.name === name));
  if (strange !== undefined)
    throw new Failure('misuse', {
      what: `--monitoring names the port ${strange}, and no --port has that name`,
      fix: `give it one: --port ${strange}=NUMBER`,
    });
  const callers = callersOf(options, ports);
  const opsPort = workload === undefined ? opsPortOf(options, http) : undefined;
  const further = ports.filter((each) => each !== http).map((each) => portEntry(each, callers, monitoring));
  return {
    ...(http && { port: http.port, ...(http.servicePort !== undefined && { servicePort: http.servicePort }) }),
    ...(opsPort !== undefined && { opsPort }),
    ...(http && { callers: callers.get('http') ?? [], outside: outside === true }),
    ...(host && { hosts: host }),
    ...(database && { database: 'postgresql' as const }),
    ...(further.length > 0 && { ports: Object.fromEntries(further) }),
    ...(image.length > 0 && { images: image.map(imagePath) }),
    ...(egress.length > 0 && { egress: egress.map(placeOutside) }),
  };
}

function portsOf({ port, http, workload, schedule }: OnboardOptions): readonly GivenPort[] {
  const usual = http && workload === undefined && schedule === undefined ? ['8080'] : [];
  const ports = (port ?? usual).map((written): GivenPort => {
    const [, name = 'http', offered, listens] = /^(?:([^=:]+)=)?(?:(\d{1,5}):)?(\d{1,5})$/.exec(written) ?? [];
    if (listens === undefined)
      throw new Failure('misuse', {
        what: `--port is ${written}, expected a port number, which may have a name and the number of the Service before it`,
        fix: 'pass --port 8080, --port grpc=7070, --port 80:8080 or --port web=80:8080, say',
      });
    return { name, port: Number(listens), ...(offered !== undefined && { servicePort: Number(offered) }) };
  });
  const names = ports.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw new Failure('misuse', {
      what: `--port gives two ports ${twice === 'http' ? 'without a name' : `the name ${twice}`}`,
      fix: 'name each of them: --port NAME=NUMBER',
    });
  if (workload !== undefined && names.includes('http'))
    throw new Failure('misuse', { what: 'a port of a workload has a name', fix: 'pass --port NAME=NUMBER' });
  return ports;
}

/** The callers of each port. Who is given without a port connects to the one without a name, or else to the first. */
function callersOf({ caller = [] }: OnboardOptions, ports: readonly GivenPort[]): ReadonlyMap<string, string[]> {
  const usual = (ports.find(({ name }) => name === 'http') ?? ports[0])?.name;
  const callers = new Map<string, string[]>();
  for (const written of caller) {
    const [, port = usual, who = written] = /^([^=]+)=(.*)$/.exec(written) ?? [];
    if (port === undefined || !ports.some(({ name }) => name === port))
      throw new Failure('misuse', {
        what: `--caller ${written} connects to ${port === undefined ? 'a port' : `the port ${port}`}, and there is none`,
        fix: 'add --port NAME=NUMBER',
      });
    callers.set(port, [...(callers.get(port) ?? []), who]);
  }
  return callers;
}

/** Only a service whose ports say nothing of monitoring gets an ops port without being asked. */
function opsPortOf({ opsPort, monitoring, schedule }: OnboardOptions, http: GivenPort | undefined): number | undefined {
  if (opsPort === false || schedule !== undefined) return undefined;
  if (opsPort === undefined) return monitoring === undefined ? (http?.port ?? 8080) + 1 : undefined;
  if (/^\d{1,5}$/.test(opsPort)) return Number(opsPort);
  throw new Failure('misuse', {
    what: `--ops-port is ${opsPort}, expected a port number`,
    fix: 'pass --ops-port 8081, say',
  });
}

function portEntry(
  { name, port, servicePort }: GivenPort,
  callers: ReadonlyMap<string, string[]>,
  monitoring: readonly string[],
): readonly [string, PortEntry] {
  const calling = callers.get(name);
  return [
    name,
    {
      port,
      ...(servicePort !== undefined && { servicePort }),
      ...(calling && { callers: calling }),
      ...(monitoring.includes(name) && { monitoring: true }),
    },
  ];
}

function imagePath(image: string): string {
  const path = /^([^:@]+(?::\d+\/[^:@]+)?)(?::[\w.-]+)?@sha256:[0-9a-f]{64}$/.exec(image)?.[1];
  if (path !== undefined) return path;
  throw new Failure('misuse', {
    what: `--image is ${image}, expected PATH:TAG@sha256:DIGEST`,
    why: 'a tag can be moved to another image; admission runs no image without its digest',
    fix: 'look the digest up: crane digest PATH:TAG, or skopeo inspect docker://PATH:TAG',
  });
}

/** An address range, or a host: the name that has no slash, and no address either. */
function placeOutside(written: string): Egress {
  const [, place = '', port] = /^(.+):(\d{1,5})$/.exec(written) ?? [];
  if (port !== undefined)
    return { ...(/[/]|^[\d.]+$/.test(place) ? { to: place } : { host: place }), port: Number(port) };
  throw new Failure('misuse', {
    what: `--egress is ${written}, expected an address range or a host, and a port`,
    fix: 'pass --egress 203.0.113.0/28:443 or --egress api.bank.example:443, say',
  });
}
