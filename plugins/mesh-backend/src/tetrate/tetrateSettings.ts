import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import {
  PACKAGE_ARCHITECTURES,
  PACKAGE_FORMATS,
  PackagePin,
} from '@meshport/istio';

const NAMES = ['onboarding-agent', 'istio-sidecar'] as const;
const FIELDS = ['name', 'format', 'architecture', 'revision', 'sha256'];
const PATH = 'mesh.tetrate.packages';

/**
 * The checksums that packages of Tetrate's repository must have. Throws
 * `InputError` that names the field, so that a wrong one stops the start.
 */
export function readPackagePins(config: Config): PackagePin[] {
  const entries = config.getOptionalConfigArray(PATH) ?? [];
  const pins = entries.map((entry, index) =>
    readPin(entry, `${PATH}[${index}]`),
  );
  const seen = new Set<string>();
  pins.forEach(({ name, format, architecture, revision = '' }, index) => {
    const key = [name, format, architecture, revision].join(' ');
    if (seen.has(key)) {
      throw new InputError(
        `${PATH}[${index}]: there are two checksums of ${key.trim()}; keep one`,
      );
    }
    seen.add(key);
  });
  return pins;
}

function readPin(entry: Config, path: string): PackagePin {
  const unknown = entry.keys().find(key => !FIELDS.includes(key));
  if (unknown) {
    throw new InputError(
      `${path}.${unknown}: there is no such field; use ${FIELDS.join(', ')}`,
    );
  }
  const oneOf = <T extends string>(field: string, values: readonly T[]): T => {
    const value = entry.getString(field);
    if (!values.includes(value as T)) {
      throw new InputError(`${path}.${field}: write ${values.join(' or ')}`);
    }
    return value as T;
  };
  const name = oneOf('name', NAMES);
  const revision = entry.getOptionalString('revision');
  if (revision !== undefined && name !== 'istio-sidecar') {
    throw new InputError(
      `${path}.revision: only istio-sidecar has revisions; take it out`,
    );
  }
  const sha256 = entry.getString('sha256').toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw new InputError(`${path}.sha256: write its 64 hexadecimal digits`);
  }
  return {
    name,
    format: oneOf('format', PACKAGE_FORMATS),
    architecture: oneOf('architecture', PACKAGE_ARCHITECTURES),
    ...(revision === undefined ? {} : { revision }),
    sha256,
  };
}
