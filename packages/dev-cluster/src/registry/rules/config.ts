import type { KubeObject } from '../../objects';
import type { Violation } from '../../schema/validate';
import { invalidValue, required } from './violations';

const keysOf = (map: object | undefined) => Object.keys(map ?? {});

/** The rules of ConfigMaps, and of the keys of Secrets. */
export function configMap(object: KubeObject): Violation[] {
  const wrong = ['data', 'binaryData'].flatMap(field =>
    keysOf(object[field])
      .filter(key => !/^[-._a-zA-Z0-9]+$/.test(key) || key.length > 253)
      .map(key =>
        invalidValue(
          `${field}[${key}]`,
          key,
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
        ),
      ),
  );
  const twice = keysOf(object.data)
    .filter(key => keysOf(object.binaryData).includes(key))
    .map(key =>
      invalidValue(
        `data[${key}]`,
        key,
        'duplicate of key present in binaryData',
      ),
    );
  return [...wrong, ...twice];
}

/** The rules of Secrets. */
export function secret(object: KubeObject): Violation[] {
  const found = configMap(object);
  if (object.type !== 'kubernetes.io/tls') return found;
  const missing = ['tls.crt', 'tls.key'].filter(
    key => object.data?.[key] === undefined,
  );
  return [...found, ...missing.map(key => required(`data[${key}]`))];
}
