import { ConflictError } from '@backstage/errors';
import {
  MeshRequestDetail,
  TetrateFiles,
} from '@meshport/backstage-plugin-mesh-common';
import {
  agentFiles,
  ansibleOf,
  cloudInitOf,
  installScript,
  PackagePin,
  tetratePackages,
} from '@meshport/istio';
import { BROAD_KIND, onboardingOf } from './TetrateOnboardingKind';

/** States in which a request has nothing to place on machines. */
const OVER = ['rejected', 'cancelled', 'expired', 'retired', 'retiring'];

/**
 * What a machine of a request needs. It can be looked at before the approval:
 * a machine that runs it then is not let in.
 */
export function tetrateFiles(
  request: Pick<MeshRequestDetail, 'kind' | 'plan' | 'status'>,
  pins: readonly PackagePin[],
): TetrateFiles {
  if (!['vm-onboarding-tetrate', BROAD_KIND].includes(request.kind)) {
    throw new ConflictError(
      `id: this request is of kind ${request.kind}, which has no files for machines; open one of kind vm-onboarding-tetrate`,
    );
  }
  if (OVER.includes(request.status)) {
    throw new ConflictError(
      `id: this request is ${request.status}, so no machine can join by it; ask for a new one`,
    );
  }
  const { cluster, onboarding } = onboardingOf(request.plan);
  const { machines, endpoint, agent } = onboarding;
  return {
    cluster,
    namespace: machines.namespace,
    group: machines.name,
    files: agentFiles(onboarding),
    script: installScript(onboarding, pins),
    cloudInit: cloudInitOf(onboarding, pins),
    ansible: ansibleOf(onboarding, pins),
    packages: tetratePackages({
      host: endpoint.host,
      ...(agent?.revision ? { revision: agent.revision } : {}),
    }),
    uninstallLine: 'sudo sh join.sh --uninstall',
  };
}
