import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { compareIstioVersions, parseIstioVersion } from '@meshport/istio';

/** A defect of istiod that a changed remote secret meets. */
export interface IstioFix {
  /** Link to the issue. */
  issue: string;
  /** What happens without the fix. */
  defect: string;
  /**
   * The first version of each minor version that has the fix. Minor versions
   * after the last of them have it, those before the first do not.
   */
  fixedIn: string[];
}

/**
 * What is known of changed remote secrets. Where it is not certain which version
 * has a fix first, a later one stands here: rotation is then by hand for longer
 * than it need be.
 */
export const ISTIO_FIXES: readonly IstioFix[] = [
  {
    issue: 'https://github.com/istio/istio/issues/36365',
    defect:
      'istiod drops the remote before it reads it anew, so that its endpoints are gone for some seconds',
    fixedIn: ['1.30.0'],
  },
  {
    issue: 'https://github.com/istio/istio/issues/60612',
    defect: 'istiod does not take the new token until it is restarted',
    fixedIn: ['1.30.3', '1.31.0'],
  },
  {
    issue: 'https://github.com/istio/istio/issues/61043',
    defect: 'the endpoints of the remote are lost until istiod is restarted',
    fixedIn: ['1.30.5', '1.31.0'],
  },
];

/**
 * Reads `mesh.remoteClusters.istioFixes`; default: {@link ISTIO_FIXES}.
 *
 * @throws `InputError` that names the field
 */
export function readIstioFixes(config: Config): readonly IstioFix[] {
  const key = 'mesh.remoteClusters.istioFixes';
  const entries = config.getOptionalConfigArray(key);
  if (!entries) {
    return ISTIO_FIXES;
  }
  return entries.map((entry, index) => {
    const fixedIn = entry.getStringArray('fixedIn');
    const wrong = fixedIn.find(version => !parseIstioVersion(version).minor);
    if (wrong !== undefined || !fixedIn.length) {
      throw new InputError(
        `${key}[${index}].fixedIn: ${JSON.stringify(
          wrong ?? '',
        )} is no version of Istio; write e.g. 1.30.5`,
      );
    }
    return {
      issue: entry.getString('issue'),
      defect: entry.getString('defect'),
      fixedIn,
    };
  });
}

/** Whether a version has a fix; a version that cannot be read has none. */
export function hasFix(version: string | undefined, fix: IstioFix): boolean {
  const { minor } = parseIstioVersion(version ?? '');
  if (version === undefined || !minor) {
    return false;
  }
  const sorted = [...fix.fixedIn].sort(
    (a, b) => compareIstioVersions(a, b) ?? 0,
  );
  const same = sorted.find(one => parseIstioVersion(one).minor === minor);
  const first = same ?? sorted[sorted.length - 1];
  const order = compareIstioVersions(version, first);
  return order !== undefined && order >= 0;
}

/** What a changed remote secret may do in istiods of these versions. */
export function missingFixes(
  versions: (string | undefined)[],
  fixes: readonly IstioFix[],
): IstioFix[] {
  return fixes.filter(fix => !versions.every(one => hasFix(one, fix)));
}
