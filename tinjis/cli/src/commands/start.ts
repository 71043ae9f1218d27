import { bill, type BillingReport, billingText, paidLine } from '../start/bill.ts';
import { type Platform, startPlatform } from '../start/platform.ts';
import { holdSingle } from '../start/single.ts';
import { openStateFolder } from '../start/state-folder.ts';
import { exitCodes, Failure } from '@tinjis/manifests/failure';
import type { Outcome } from '@tinjis/delivery/print/outcome';
import { styleFor } from '@tinjis/delivery/print/style';
import type { CommandModule, CommandContext } from './command.ts';

interface StartOptions {
  readonly once?: true;
  readonly fresh?: true;
  readonly invoices?: string;
  readonly json?: true;
}

/** `tinjis start`: PostgreSQL, payment and Antaeus on this machine, one billing run, and the services stay up. */
export const command: CommandModule = {
  examples: ['npm start', 'tinjis start --once --invoices 2000'],
  declare: (command) => {
    command
      .option('--once', 'end after the billing run')
      .option('--fresh', 'throw away the invoices and charges of earlier runs')
      .option('--invoices <number>', 'add pending invoices until there are as many')
      .addHelpText(
        'after',
        '\nData and keys stay in .tinjis/. DATABASE_URL=postgres://… uses that server instead of the embedded one.',
      );
  },
  run: async ({ options, context }) => {
    const { once: onlyOnce = false, fresh = false, invoices, json = false } = options as StartOptions;
    const wanted = invoices === undefined ? undefined : count(invoices);
    const folder = openStateFolder(context.root);
    const letGo = await holdSingle(folder);
    // Listens from the beginning: whenever a signal comes, PostgreSQL and the services are stopped and not left behind.
    const { told, isTold, forget } = listenForSignal(context.signals);
    try {
      const databaseUrl = context.env['DATABASE_URL'] || undefined;
      const { root, progress } = context;
      const platform = await startPlatform({ root, folder, databaseUrl, fresh, progress });
      try {
        const billing = await Promise.race([bill(platform, wanted, context.stderr), told]);
        if (billing === undefined) return stoppedEarly;
        if (onlyOnce) return report(billing);
        const outcome = report(billing, platform);
        // With --json, the one document comes at the end.
        if (json) progress('billed; Ctrl-C stops everything');
        else
          context.stdout.write(`${outcome.text(styleFor(context.stdout, context.env))}\n\nCtrl-C stops everything.\n`);
        await Promise.race([told, platform.broken]);
        return json ? outcome : stopped;
      } finally {
        progress('stopping');
        await platform.stop();
      }
    } catch (error) {
      // Ctrl-C also reaches the services, which then end before they are ready.
      if (isTold()) return stoppedEarly;
      throw error;
    } finally {
      forget();
      await letGo();
    }
  },
};

/** The signals that end a program: from Ctrl-C, from `kill`, and from closing the terminal. */
const signalNames = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function listenForSignal(signals: CommandContext['signals']) {
  const { promise: told, resolve } = Promise.withResolvers<undefined>();
  let hasCome = false;
  const listener = () => {
    hasCome = true;
    resolve(undefined);
  };
  signalNames.forEach((name) => signals.on(name, listener));
  return {
    told,
    isTold: () => hasCome,
    forget: () => {
      signalNames.forEach((name) => signals.off(name, listener));
    },
  };
}

const stopped: Outcome = { exit: exitCodes.clean, text: () => 'stopped; npm start goes on from here', json: {} };

const stoppedEarly: Outcome = {
  exit: exitCodes.unknown,
  text: () => 'stopped before the billing run was over; npm start goes on with it',
  json: { stopped: true },
};

/**
 * The result of a billing run.
 *
 * @param platform the services, if they stay up: the address of a stopped service helps nobody
 */
function report(billing: BillingReport, platform?: Platform): Outcome {
  const places = platform === undefined ? [] : [...placesOf(platform), ''];
  const { antaeus, payment, ops } = platform ?? {};
  return {
    exit: exitCodes.clean,
    text: (style) => [...places, billingText(billing, style), '', paidLine(billing)].join('\n'),
    json: { ...billing, ...(platform && { urls: { page: antaeus, antaeus, payment, ops } }) },
  };
}

function placesOf({ antaeus, payment, ops }: Platform): string[] {
  return [
    `page     ${antaeus}   invoices and billing runs, in a browser`,
    `Antaeus  ${antaeus}/rest/v1/invoices   (ops ${ops.antaeus}/ready)`,
    `payment  ${payment}/docs   (ops ${ops.payment}/ready)`,
    `try      curl -X POST ${antaeus}/rest/v1/invoices/pay`,
    // An admin sees everybody's charges, other callers their own.
    `         curl -H "Authorization: Bearer $(cat .tinjis/admin-key)" ${payment}/v1/charges`,
  ];
}

function count(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new Failure('misuse', {
    what: `--invoices ${text} is not a whole number from 1 to 9999999`,
    fix: 'give a number, such as --invoices 2000',
  });
}
