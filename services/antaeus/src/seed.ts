// Entry point of bulk seeding: node src/seed.ts --customers N --invoices M
import { seedCommand } from './seed/command.ts';

process.exitCode = await seedCommand(process.argv.slice(2), process.env, process.stderr);
