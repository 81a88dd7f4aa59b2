import { Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import { CaKeyType } from '@meshport/backstage-plugin-mesh-common';
import { isDnsLabel } from '../../manifests/objects';
import { readValidity, ValidityBounds } from './validity';

/** Kinds of key that may be asked for, the default first. */
export const CA_KEY_TYPES: readonly CaKeyType[] = [
  'P-256',
  'P-384',
  'RSA-2048',
  'RSA-4096',
];

const SPREAD = 'revocationLists.spread';
/** Twice what a kubelet takes at most to bring what changed, and some more. */
const SPREAD_MS = 180_000;

/** One entry of `mesh.certificateAuthorities`, as far as every provider has it. */
export interface AuthoritySettings {
  name: string;
  title?: string;
  /** Type of the provider, e.g. `aws-pca`. */
  provider: string;
  /** Names of the clusters that it may serve. */
  clusters: readonly string[];
  /** Kinds of key that it may be asked for. */
  keys: readonly CaKeyType[];
  /** The kind of key when none is asked for. */
  defaultKey: CaKeyType;
  validity: ValidityBounds;
  /** Authorities that may stand below an intermediate; Istio needs none. */
  pathLength: number;
  /** Whether proxies are given revocation lists of it. */
  listsRevoked: boolean;
  /** How long lists take from the Secret to every proxy, in milliseconds. */
  listsSpreadMs: number;
  /** Where it stands in the list, for messages. */
  at: string;
  /** The entry itself, with the block of its provider. */
  config: Config;
}

/**
 * Reads `mesh.certificateAuthorities`.
 *
 * @throws `InputError` that names the field
 */
export function readAuthoritySettings(config: Config): AuthoritySettings[] {
  const key = 'mesh.certificateAuthorities';
  const names = new Set<string>();
  return (config.getOptionalConfigArray(key) ?? []).map((entry, index) => {
    const settings = readEntry(entry, `${key}[${index}]`);
    if (names.has(settings.name)) {
      throw new InputError(
        `${settings.at}.name: another authority is called ${settings.name} already; give each its own name`,
      );
    }
    names.add(settings.name);
    return settings;
  });
}

function readEntry(config: Config, at: string): AuthoritySettings {
  const name = config.getString('name');
  if (!isDnsLabel(name)) {
    throw new InputError(
      `${at}.name: is no name for an authority; use lower-case letters, digits and -, at most 63 characters`,
    );
  }
  const clusters = config.getStringArray('clusters');
  if (!clusters.length) {
    throw new InputError(
      `${at}.clusters: name at least one cluster that it may serve`,
    );
  }
  const pathLength = config.getOptionalNumber('pathLength.max') ?? 0;
  if (!Number.isInteger(pathLength) || pathLength < 0 || pathLength > 3) {
    throw new InputError(
      `${at}.pathLength.max: give a whole number from 0 to 3; Istio needs 0`,
    );
  }
  const keys = readKeys(config, at);
  return {
    name,
    title: config.getOptionalString('title'),
    provider: config.getString('provider'),
    clusters: [...new Set(clusters)],
    keys,
    defaultKey: CA_KEY_TYPES.find(type => keys.includes(type))!,
    validity: readValidity(config, at),
    pathLength,
    listsRevoked: config.getOptionalBoolean('revocationLists.enabled') ?? false,
    listsSpreadMs: config.has(SPREAD)
      ? durationToMilliseconds(readDurationFromConfig(config, { key: SPREAD }))
      : SPREAD_MS,
    at,
    config,
  };
}

function readKeys(config: Config, at: string): CaKeyType[] {
  const keys = config.getOptionalStringArray('keys') ?? [...CA_KEY_TYPES];
  const wrong = keys.find(one => !CA_KEY_TYPES.includes(one as CaKeyType));
  if (wrong !== undefined || !keys.length) {
    throw new InputError(`${at}.keys: use ${CA_KEY_TYPES.join(', ')}`);
  }
  return keys as CaKeyType[];
}
