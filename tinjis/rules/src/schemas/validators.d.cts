import type { ValidateFunction } from 'ajv' with { 'resolution-mode': 'require' };

declare namespace validators {
  type SchemaName =
    | 'label-selector'
    | 'AppProject'
    | 'rbac'
    | 'NetworkPolicy'
    | 'CiliumNetworkPolicy'
    | 'AdminNetworkPolicy'
    | 'BaselineAdminNetworkPolicy'
    | 'ClusterNetworkPolicy'
    | 'ValidatingAdmissionPolicy'
    | 'ValidatingAdmissionPolicyBinding';
  type Formats = Readonly<Record<string, (text: string) => boolean>>;
}

/** The validators that `npm run validators` made from the schemas beside it. */
declare function validators(formats: validators.Formats): Readonly<Record<validators.SchemaName, ValidateFunction>>;
export = validators;
