// Entry point: runs Antaeus until SIGTERM or SIGINT.
import { join } from 'node:path';
import { runUntilSignal } from '@tinjis/chassis/lifecycle';
import { createLogger } from '@tinjis/chassis/logger';
import { readSettings } from '@tinjis/chassis/settings';
import { createAntaeus } from './service.ts';
import { settingsSchema } from './settings.ts';

try {
  const settings = readSettings(settingsSchema, process.env);
  const logger = createLogger({ name: 'antaeus', level: settings.LOG_LEVEL });
  await runUntilSignal(() => createAntaeus(settings, logger, join(import.meta.dirname, 'web')), process);
} catch (error) {
  // A sentence tells the fault; a stack trace would bury it.
  process.stderr.write(`antaeus cannot run: ${(error as Error).message}\n`);
  // Open resources, such as idle database connections, would keep the process from ending.
  process.exit(1);
}
