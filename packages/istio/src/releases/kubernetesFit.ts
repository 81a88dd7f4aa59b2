import { parseIstioVersion } from './istioVersion';
import { compareMinors, kubernetesMinor } from './minors';
import { MinorRelease, ReleaseBuild, SupportTable } from './supportTable';

/**
 * How a version of Istio and a version of Kubernetes go together.
 *
 * @public
 */
export interface KubernetesFit {
  /**
   * `tested`: Istio's tests ran on it, and nobody supports it; `unknown` where
   * either version cannot be read or is not in the table.
   */
  fit: 'supported' | 'tested' | 'tooOld' | 'tooNew' | 'unknown';
  /** Minor version of Kubernetes, e.g. `1.34`. */
  kubernetes?: string;
  /** Minor versions of Kubernetes that this version of Istio supports. */
  supported?: string[];
}

/**
 * Whether a version of Istio is supported on a version of Kubernetes. Never
 * throws.
 *
 * @param kubernetes - as the API server gives it, e.g. `v1.34.2-eks-1`
 * @public
 */
export function kubernetesFit(
  version: string,
  kubernetes: string | undefined,
  table: SupportTable,
): KubernetesFit {
  const { minor, flavour } = parseIstioVersion(version);
  const release = table.find(one => one.minor === minor);
  const build = release?.flavours?.[flavour]?.builds.find(
    one => one.version === version,
  );
  return release
    ? fitOf(release, kubernetes, build)
    : { fit: 'unknown', ...minorField(kubernetes) };
}

/** As {@link kubernetesFit}, of a minor version or one build of it. */
export function fitOf(
  release: MinorRelease,
  kubernetes: string | undefined,
  build?: ReleaseBuild,
): KubernetesFit {
  const supported = [...(build?.kubernetes ?? release.kubernetes)].sort(
    compareMinors,
  );
  const field = minorField(kubernetes);
  if (supported.length === 0) {
    return { fit: 'unknown', ...field };
  }
  const base = { ...field, supported };
  const { kubernetes: its } = field;
  if (its === undefined) {
    return { fit: 'unknown', ...base };
  }
  if (supported.includes(its)) {
    return { fit: 'supported', ...base };
  }
  if (release.testedKubernetes?.includes(its)) {
    return { fit: 'tested', ...base };
  }
  return {
    fit: compareMinors(its, supported[0]) < 0 ? 'tooOld' : 'tooNew',
    ...base,
  };
}

function minorField(kubernetes: string | undefined): { kubernetes?: string } {
  const minor =
    kubernetes === undefined ? undefined : kubernetesMinor(kubernetes);
  return minor === undefined ? {} : { kubernetes: minor };
}
