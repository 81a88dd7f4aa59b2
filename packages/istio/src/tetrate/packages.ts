/**
 * Formats of packages.
 *
 * @public
 */
export const PACKAGE_FORMATS = ['deb', 'rpm'] as const;

/**
 * Architectures of packages, as the repository names them.
 *
 * @public
 */
export const PACKAGE_ARCHITECTURES = ['amd64', 'arm64'] as const;

/**
 * A package that the repository of the onboarding plane serves.
 *
 * @public
 */
export interface TetratePackage {
  name: 'onboarding-agent' | 'istio-sidecar';
  format: (typeof PACKAGE_FORMATS)[number];
  architecture: (typeof PACKAGE_ARCHITECTURES)[number];
  /** Absent for the agent, and for the sidecar of a plane without revisions. */
  revision?: string;
  url: string;
  /** A text file with the SHA-256 of the package. */
  checksumUrl: string;
}

/** Path of a package below the endpoint; only the sidecar has revisions. */
export function packagePath(
  name: TetratePackage['name'],
  format: string,
  architecture: string,
  revision?: string,
): string {
  const folder =
    revision && name === 'istio-sidecar'
      ? `/install/istio-sidecar/${revision}`
      : '/install';
  return `${folder}/${format}/${architecture}/${name}.${format}`;
}

/**
 * The packages of the agent and of the sidecar, by format and architecture.
 * The plane's repository serves them on port 443 of its endpoint.
 *
 * @public
 */
export function tetratePackages(options: {
  host: string;
  revision?: string;
}): TetratePackage[] {
  const { host, revision } = options;
  return PACKAGE_FORMATS.flatMap(format =>
    PACKAGE_ARCHITECTURES.flatMap(architecture =>
      (['onboarding-agent', 'istio-sidecar'] as const).map(name => {
        const path = packagePath(name, format, architecture, revision);
        return {
          name,
          format,
          architecture,
          ...(revision && name === 'istio-sidecar' ? { revision } : {}),
          url: `https://${host}${path}`,
          checksumUrl: `https://${host}${path}.sha256`,
        };
      }),
    ),
  );
}
