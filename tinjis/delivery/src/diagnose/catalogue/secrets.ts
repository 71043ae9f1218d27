import { entry, type Entries } from '../entry.ts';

const open = 'Whoever reads the repository reads the value, and Git keeps it for ever.';
const strict =
  'A sealed value opens in the one Secret it was sealed for; a wider scope lets whoever may write there open it elsewhere.';
const form = 'The controller refuses it at the sync, when it is too late to notice early.';

/** What shows of sealed secrets without any key. */
export const secrets: Entries = {
  'secrets/plain': entry(
    '{name} holds a secret in the open, expected a SealedSecret',
    open,
    'seal it by `tinjis seal`, take it out, and change the value: it is known',
  ),
  'secrets/namespace': entry(
    '{name} is in namespace {found}, expected {namespace}',
    strict,
    'set metadata.namespace, and seal the values again',
  ),
  'secrets/scope': entry(
    '{name} widens its scope by {scope}',
    strict,
    'take the annotation out, and seal the values again',
  ),
  'secrets/template': entry(
    '{name} makes a Secret whose {field} is {found}, expected its own',
    strict,
    'let the template have the name and namespace of the SealedSecret',
  ),
  'secrets/token': entry(
    '{name} would be filled with the token of a ServiceAccount',
    'A token is a right, and this one never expires.',
    'use type Opaque',
  ),
  'secrets/empty': entry('{name} has no sealed item', form, 'seal one by `tinjis seal`, or take the SealedSecret out'),
  'secrets/item': entry(
    '{name} has an item {item} that cannot be opened: {fault}',
    form,
    'seal the value again by `tinjis seal`',
  ),
  'secrets/certificate': entry(
    '{fault}',
    'A value sealed for it could not be opened, or not only by the cluster.',
    '{fix}',
  ),
  'secrets/certificate-ends': entry(
    'the sealing certificate ends in {days} days',
    'After that nothing can be sealed.',
    'fetch the current one from the cluster',
  ),
};
