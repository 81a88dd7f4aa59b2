import { assessVersion } from './assessVersion';
import type { CheckedPlane, MeshCheckRemark } from './checkMesh';
import { parseIstioVersion } from './istioVersion';
import { kubernetesFit } from './kubernetesFit';
import { minorsText } from './minors';
import type { SupportTable } from './supportTable';

/** As long before the end as GetMesh speaks of it, in days. */
const NEAR_DAYS = 31;
const DAY_MS = 86_400_000;
/** What is to be said of one control plane. */
export function planeRemarks(
  { revision, version }: CheckedPlane,
  {
    kubernetes,
    today,
    table,
  }: { kubernetes?: string; today: Date; table: SupportTable },
): MeshCheckRemark[] {
  const remark = (
    code: MeshCheckRemark['code'],
    severity: MeshCheckRemark['severity'],
    message: string,
  ): MeshCheckRemark => ({ code, severity, revision, message });
  const plane = `Control plane ${revision}`;
  const minor = version && parseIstioVersion(version).minor;
  if (!minor) {
    return [
      remark(
        'VERSION_UNREADABLE',
        'warning',
        version === undefined
          ? `${plane}: its version could not be read, so it is not assessed.`
          : `${plane}: ${JSON.stringify(
              version.slice(0, 60),
            )} is no version that can be read, so it is not assessed.`,
      ),
    ];
  }
  const support = assessVersion(version, today, table);
  const { endOfLife, newerPatch, securityPatch } = support;
  const found: MeshCheckRemark[] = [];
  const whose = support.endOfLifeOf
    ? ' That is the date of Istio itself; its distributor may support it for longer.'
    : '';
  if (support.status === 'endOfLife') {
    found.push(
      remark(
        'END_OF_LIFE',
        'error',
        `${plane} runs ${version}: the support of ${minor} ended on ${endOfLife}.${whose}`,
      ),
    );
  } else if (
    endOfLife &&
    Date.parse(endOfLife) - today.getTime() < NEAR_DAYS * DAY_MS
  ) {
    found.push(
      remark(
        'END_OF_LIFE_NEAR',
        'warning',
        `${plane} runs ${version}: the support of ${minor} ends on ${endOfLife}${
          support.endOfLifeExpected ? ', as expected today' : ''
        }.${whose}`,
      ),
    );
  } else if (support.status === 'unknown') {
    found.push(
      remark(
        'SUPPORT_UNKNOWN',
        'info',
        `${plane} runs ${version}: how long ${minor} is supported is not known.`,
      ),
    );
  }
  if (newerPatch) {
    found.push(
      securityPatch
        ? remark(
            'SECURITY_PATCH',
            'error',
            `${plane} runs ${version}: ${newerPatch} mends security problems of it.`,
          )
        : remark(
            'NEWER_PATCH',
            'warning',
            `${plane} runs ${version}: ${newerPatch} is a newer patch of ${minor}.`,
          ),
    );
  }
  const {
    fit,
    kubernetes: its,
    supported,
  } = kubernetesFit(version, kubernetes, table);
  if (fit === 'tooOld' || fit === 'tooNew' || fit === 'tested') {
    found.push(
      remark(
        fit === 'tested' ? 'KUBERNETES_TESTED_ONLY' : 'KUBERNETES_UNSUPPORTED',
        'warning',
        `${plane} runs ${version}, which supports Kubernetes ${minorsText(
          supported!,
        )}; this cluster runs ${its}${
          fit === 'tested' ? ', on which it was only tested' : ''
        }.`,
      ),
    );
  }
  return found;
}
