/**
 * JSON Schema of a `LabelSelector`; the other schemas refer to it by its `$id`.
 * @see k8s.io/apimachinery/pkg/apis/meta/v1/validation ValidateLabelSelector
 */
export const labelSelectorSchema = {
  $id: 'label-selector',
  type: 'object',
  additionalProperties: false,
  properties: {
    matchLabels: {
      type: 'object',
      propertyNames: { format: 'label-key' },
      additionalProperties: { type: 'string', format: 'label-value' },
    },
    matchExpressions: {
      type: 'array',
      items: {
        type: 'object',
        required: ['key', 'operator'],
        additionalProperties: false,
        properties: {
          key: { type: 'string', format: 'label-key' },
          operator: { enum: ['In', 'NotIn', 'Exists', 'DoesNotExist'] },
          values: { type: 'array', items: { type: 'string', format: 'label-value' } },
        },
        // apimachinery's `labels.NewRequirement`: In and NotIn require a set to compare with, the other two refuse it.
        if: { properties: { operator: { enum: ['In', 'NotIn'] } } },
        then: { required: ['values'], properties: { values: { minItems: 1 } } },
        else: { properties: { values: { maxItems: 0 } } },
      },
    },
  },
} as const;

/** A label selector in another schema. */
export const selector = { $ref: labelSelectorSchema.$id };

const subdomain = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const labelName = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

/**
 * Forms of text, by the names that schemas give them: those of `k8s.io/apimachinery/pkg/api/validate/content`, and host
 * names in lower case.
 */
export const nameFormats = {
  'dns-subdomain': new RegExp(`^(?=.{1,253}$)${subdomain}$`),
  // At least two labels, and the last begins with a letter: no address, and no name of the pod's own domain.
  'host-name': /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
  'label-key': new RegExp(`^((?=[^/]{1,253}/)${subdomain}/)?(?=[^/]{1,63}$)${labelName}$`),
  'label-value': new RegExp(`^(?=.{0,63}$)(${labelName})?$`),
} as const;

/**
 * JSON Schema of an object's metadata, as far as a person writes it.
 * @see k8s.io/apimachinery/pkg/api/validation ValidateObjectMeta
 */
export const metadataSchema = {
  $id: 'metadata',
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', format: 'dns-subdomain' },
    namespace: {
      anyOf: [{ const: '' }, { type: 'string', format: 'dns-subdomain', maxLength: 63, pattern: '^[^.]*$' }],
    },
    labels: {
      type: 'object',
      propertyNames: { format: 'label-key' },
      additionalProperties: { type: 'string', format: 'label-value' },
    },
    annotations: { type: 'object', additionalProperties: { type: 'string' } },
  },
} as const;

/** An object's metadata in another schema. */
export const metadata = { $ref: metadataSchema.$id };
