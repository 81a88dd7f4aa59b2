import type { ResourceType } from '../kinds/resourceTypes';
import type { KubeObject } from '../objects';
import type { Violation } from '../schema/validate';

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const subdomain =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const pathSegment = /^(?!\.\.?$)[^/%]+$/;
const qualifiedName =
  /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const labelValue = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

/** What is wrong with a name that is no RFC 1123 label. */
export const labelMessage =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const subdomainMessage =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const serviceMessage =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

const invalidValue = (
  field: string,
  value: string,
  message: string,
): Violation => ({
  field,
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${JSON.stringify(value)}: ${message}`,
});

function nameViolation(type: ResourceType, name: string): string | undefined {
  if (type.group === 'rbac.authorization.k8s.io') {
    return pathSegment.test(name)
      ? undefined
      : "may not be '.', '..' or contain '/' or '%'";
  }
  if (type.kind === 'Namespace') {
    if (name.includes('.')) return 'must not contain dots';
    if (name.length > 63) return 'must be no more than 63 bytes';
    return label.test(name) ? undefined : labelMessage;
  }
  if (type.kind === 'Service' && !type.custom) {
    if (name.length > 63) return 'must be no more than 63 bytes';
    return /^[a-z]/.test(name) && label.test(name) ? undefined : serviceMessage;
  }
  if (name.length > 253) return 'must be no more than 253 bytes';
  return subdomain.test(name) ? undefined : subdomainMessage;
}

/** Checks name, labels and owner references of an object. */
export function metadataViolations(
  type: ResourceType,
  { metadata }: KubeObject,
): Violation[] {
  const found: Violation[] = [];
  const wrongName = nameViolation(type, metadata.name!);
  if (wrongName) {
    found.push(invalidValue('metadata.name', metadata.name!, wrongName));
  }
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    const name = key.slice(key.indexOf('/') + 1);
    if (!qualifiedName.test(key) || name.length > 63) {
      found.push(
        invalidValue(
          'metadata.labels',
          key,
          "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        ),
      );
    }
    if (value.length > 63) {
      found.push(
        invalidValue('metadata.labels', value, 'must be no more than 63 bytes'),
      );
    } else if (!labelValue.test(value)) {
      found.push(
        invalidValue(
          'metadata.labels',
          value,
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
        ),
      );
    }
  }
  for (const owner of metadata.ownerReferences ?? []) {
    for (const part of ['apiVersion', 'kind', 'name', 'uid'] as const) {
      if (!owner[part]) {
        found.push({
          field: `metadata.ownerReferences.${part}`,
          reason: 'FieldValueInvalid',
          message: `Invalid value: "": ${
            part === 'apiVersion' ? 'version' : part
          } must not be empty`,
        });
      }
    }
  }
  for (const key of Object.keys(metadata.annotations ?? {})) {
    if (!qualifiedName.test(key.toLowerCase())) {
      found.push(
        invalidValue(
          'metadata.annotations',
          key,
          "name part must consist of alphanumeric characters, '-', '_' or '.'",
        ),
      );
    }
  }
  return found;
}

/** Characters of generated names and of template hashes: they form no words. */
export const suffixAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** A name from `generateName`: five random characters. */
export function generatedName(prefix: string): string {
  let suffix = '';
  for (let index = 0; index < 5; index += 1) {
    suffix += suffixAlphabet[Math.floor(Math.random() * suffixAlphabet.length)];
  }
  return prefix.slice(0, 58) + suffix;
}
