// `npm run validators`: compiles the JSON Schemas that every command uses into programs, which lie beside them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { teamsValidatorText } from '@tinjis/delivery/model/teams/compile';
import { validatorsText } from '@tinjis/rules/schemas/compile';

const workspaces = join(import.meta.dirname, '../tinjis');
writeFileSync(join(workspaces, 'rules/src/schemas/validators.cjs'), validatorsText());
writeFileSync(join(workspaces, 'delivery/src/model/teams/validator.cjs'), teamsValidatorText());
