import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** A package of Istio's sidecar whose content is known. */
export interface PinnedPackage {
  /** Istio's version, e.g. `1.28.1`, or `1.31-dev` of a build that is no release. */
  version: string;
  format: PackageFormat;
  arch: PackageArch;
  url: string;
  /** Hexadecimal, in lower case. */
  sha256: string;
}

export const PACKAGE_FORMATS = ['deb', 'rpm'] as const;
export const PACKAGE_ARCHS = ['amd64', 'arm64'] as const;
export type PackageFormat = (typeof PACKAGE_FORMATS)[number];
export type PackageArch = (typeof PACKAGE_ARCHS)[number];

/** What configuration says about enrolling machines. */
export interface EnrolmentSettings {
  /** Address of the plugin as machines reach it, without a slash at its end; absent where it is not configured. */
  portal?: string;
  /** Path on the machines. */
  caFile?: string;
  allowHttp: boolean;
  minutes: { default: number; most: number };
  /** Absent where standing codes are off. */
  standing?: { minutes: number; uses: number };
  tries: { perSource: number; perCode: number };
  packages: PinnedPackage[];
}

/** What is written to the file that the script reads line by line, and into its line of options. */
const PLAIN = /^[A-Za-z0-9._:/@%+,=~-]+$/;
const VERSION = /^\d+\.\d+(\.\d+(-[A-Za-z0-9.]+)?|-[A-Za-z0-9.]+)$/;

/** Reads `mesh.virtualMachines`; throws `InputError` that names the field. */
export function readEnrolmentSettings(config: Config): EnrolmentSettings {
  const of = config.getOptionalConfig('mesh.virtualMachines');
  const field = (name: string) => `mesh.virtualMachines.${name}`;
  const allowHttp = of?.getOptionalBoolean('allowHttp') ?? false;
  const most = readCount(of, 'codes.mostMinutes', 1440) ?? 60;
  const minutes = {
    default: readCount(of, 'codes.minutes', most) ?? Math.min(15, most),
    most,
  };
  const caFile = of?.getOptionalString('caFile');
  if (caFile !== undefined && !(caFile.startsWith('/') && PLAIN.test(caFile))) {
    throw new InputError(
      `${field(
        'caFile',
      )}: is not the absolute path of a file, without spaces and quotes; it is a path on the machines`,
    );
  }
  const portal = readPortal(config);
  return {
    ...(portal ? { portal } : {}),
    ...(caFile ? { caFile } : {}),
    allowHttp,
    minutes,
    ...(of?.getOptionalBoolean('standingCodes.enabled')
      ? {
          standing: {
            minutes: readCount(of, 'standingCodes.mostMinutes', 43_200) ?? 1440,
            uses: readCount(of, 'standingCodes.mostUses', 10_000) ?? 20,
          },
        }
      : {}),
    tries: {
      perSource: readCount(of, 'tries.perSource', 100_000) ?? 20,
      perCode: readCount(of, 'tries.perCode', 100_000) ?? 10,
    },
    packages: readPackages(of),
  };
}

/** Why machines cannot be sent to the portal, as a sentence; undefined when they can. */
export function whyNotReachable({
  portal,
  allowHttp,
}: Pick<EnrolmentSettings, 'portal' | 'allowHttp'>): string | undefined {
  if (!portal) {
    return 'Machines cannot be told where the portal is: an administrator has to set mesh.virtualMachines.portalUrl.';
  }
  return allowHttp || portal.startsWith('https://')
    ? undefined
    : 'Machines would reach the portal without TLS: an administrator has to set mesh.virtualMachines.portalUrl to an https address.';
}

function readPortal(config: Config): string | undefined {
  const own = 'mesh.virtualMachines.portalUrl';
  const name = config.has(own) ? own : 'backend.baseUrl';
  const url = config.getOptionalString(name);
  if (url !== undefined && !isPlainUrl(url)) {
    throw new InputError(
      `${name}: is not the address of a portal; write it with https://, without a user name, spaces and quotes`,
    );
  }
  return url && `${url.replace(/\/+$/, '')}/api/mesh`;
}

function readPackages(of: Config | undefined): PinnedPackage[] {
  const packages = (of?.getOptionalConfigArray('packages') ?? []).map(
    (entry, index) => {
      const name = `mesh.virtualMachines.packages[${index}]`;
      const found: PinnedPackage = {
        version: entry.getString('version'),
        format: entry.getString('format') as PackageFormat,
        arch: entry.getString('arch') as PackageArch,
        url: entry.getString('url'),
        sha256: entry.getString('sha256').toLowerCase(),
      };
      const problem = problemWith(found);
      if (problem) {
        throw new InputError(`${name}.${problem}`);
      }
      return found;
    },
  );
  packages.forEach((one, index) => {
    const first = packages.findIndex(
      other =>
        other.version === one.version &&
        other.format === one.format &&
        other.arch === one.arch,
    );
    if (first !== index) {
      throw new InputError(
        `mesh.virtualMachines.packages[${index}]: is for the same version, format and arch as packages[${first}]; keep one of them`,
      );
    }
  });
  return packages;
}

function problemWith(one: PinnedPackage): string | undefined {
  if (!VERSION.test(one.version)) {
    return `version: is no version of Istio; write it as 1.28.1`;
  }
  if (!PACKAGE_FORMATS.includes(one.format)) {
    return `format: write ${PACKAGE_FORMATS.join(' or ')}`;
  }
  if (!PACKAGE_ARCHS.includes(one.arch)) {
    return `arch: write ${PACKAGE_ARCHS.join(' or ')}`;
  }
  if (!isPlainUrl(one.url)) {
    return 'url: is not the address of a file; write it with https://, without a user name, a query, spaces and quotes';
  }
  if (!/^[0-9a-f]{64}$/.test(one.sha256)) {
    return 'sha256: is not a SHA-256; write its 64 hexadecimal digits';
  }
  return undefined;
}

function isPlainUrl(text: string): boolean {
  if (!PLAIN.test(text) || !/^https?:\/\//.test(text)) {
    return false;
  }
  try {
    const { username, password } = new URL(text);
    return !username && !password;
  } catch {
    return false;
  }
}

function readCount(
  of: Config | undefined,
  name: string,
  most: number,
): number | undefined {
  const value = of?.getOptionalNumber(name);
  if (
    value !== undefined &&
    !(Number.isInteger(value) && value >= 1 && value <= most)
  ) {
    throw new InputError(
      `mesh.virtualMachines.${name}: ${value} is not a whole number from 1 to ${most}`,
    );
  }
  return value;
}
