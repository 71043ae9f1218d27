/** An invoice as Antaeus shows it. */
export interface InvoiceView {
  readonly id: number;
  readonly customerId: number;
  readonly amount: { readonly value: number; readonly currency: string };
  readonly status: 'PENDING' | 'PAID';
}

/** A billing run as Antaeus shows it. */
export interface BillingRun {
  readonly id: number;
  readonly state: string;
  readonly total: number;
  readonly paid: number;
  readonly declined: number;
  readonly failed: number;
  readonly pending: number;
}

/** The calls that a client of Antaeus can make. */
export interface AntaeusClient {
  invoices(): Promise<InvoiceView[]>;
  /** Bills every pending invoice. Calls `onProgress` now and then with the progress so far. */
  pay(onProgress: (run: BillingRun) => void): Promise<{ readonly allPaid: boolean; readonly run: BillingRun }>;
}

/** Time between two requests for progress, in milliseconds. */
const beat = 500;

/**
 * A client as anybody would write it, using the public port.
 *
 * @param url of Antaeus, without a slash at the end
 */
export function antaeusClient(url: string): AntaeusClient {
  const ask = async <T>(path: string): Promise<T> => read<T>(await fetch(url + path));
  return {
    invoices: () => ask('/rest/v1/invoices'),
    pay: async (onProgress) => {
      const timer = setInterval(() => {
        ask<BillingRun[]>('/rest/v1/billing-runs?limit=1').then(
          (runs) => {
            runs.forEach(onProgress);
          },
          () => undefined,
        );
      }, beat);
      try {
        const answer = await fetch(`${url}/rest/v1/invoices/pay`, { method: 'POST' });
        const allPaid = await read<boolean>(answer);
        return { allPaid, run: await ask<BillingRun>(String(answer.headers.get('location'))) };
      } finally {
        clearInterval(timer);
      }
    },
  };
}

async function read<T>(answer: Response): Promise<T> {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`Antaeus answered ${answer.status}: ${text}`);
  return JSON.parse(text) as T;
}
