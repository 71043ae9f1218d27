/** Something to connect to, over TCP. */
export interface TcpAddress {
  readonly ip: string;
  readonly port: number;
}

/** How a connection ended: it came about, or what kept it from that, as the system or the tool says. */
export type Reached = { readonly open: true } | { readonly open: false; readonly why: string };

/**
 * Tries to connect to each target, all at once.
 * @param seconds how long to wait for each
 * @returns by `ip:port`
 */
export type Prober = (targets: readonly TcpAddress[], seconds: number) => Promise<ReadonlyMap<string, Reached>>;

export function addressText({ ip, port }: TcpAddress): string {
  return `${ip}:${port}`;
}

/**
 * How long a connection may take that is not refused, in seconds: one that policies drop waits that long for nothing.
 */
const patience = 2;

/** The second time, when the first came out differently than expected: a machine may just be busy. */
const morePatience = 6;

/**
 * Looks from somewhere at many targets. What does not come out as expected is tried again with more patience.
 * @param expected whether a connection is expected to come about
 */
export async function reach(
  probe: Prober,
  targets: readonly TcpAddress[],
  expected: (target: TcpAddress) => boolean,
): Promise<ReadonlyMap<string, Reached>> {
  const first = await probe(targets, patience);
  const strange = targets.filter((target) => first.get(addressText(target))?.open !== expected(target));
  return strange.length === 0 ? first : new Map([...first, ...(await probe(strange, morePatience))]);
}
