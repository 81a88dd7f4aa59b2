import {
  LoggerService,
  RootConfigService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import { RequestKind } from '@meshport/backstage-plugin-mesh-node';
import { ClusterRegistry } from '../../clusters/types';
import { Inventory } from '../../inventory';
import { readApplySettings } from '../../manifests/settings';
import { MeshAuthorizer } from '../../permissions';
import { CertificateAuthorities } from '../CertificateAuthorities';
import { readRootChangeSettings } from '../rotation/rootChangeSettings';
import { CertificateAuthorityIssueKind } from './CertificateAuthorityIssueKind';
import { CertificateAuthorityRenewKind } from './CertificateAuthorityRenewKind';
import { CertificateAuthorityRevokeKind } from './CertificateAuthorityRevokeKind';
import { IntermediateIssuer } from './IntermediateIssuer';
import { IssuanceStore } from './IssuanceStore';
import { IssueContext, PlaneName } from './IssueContext';

/** Wires together issuing, renewing and revoking. */
export function createIssuance(deps: {
  authorities: CertificateAuthorities;
  authorizer: Pick<MeshAuthorizer, 'authorityFilter'>;
  config: RootConfigService;
  inventory: Inventory;
  issuances: IssuanceStore;
  logger: LoggerService;
  registry: ClusterRegistry;
  rootChange: (plane: PlaneName) => Promise<string | undefined>;
  scheduler: SchedulerService;
}): {
  context: IssueContext;
  kinds: RequestKind[];
  start(): Promise<void>;
  stop(): void;
} {
  const { authorities, config, issuances, logger } = deps;
  const issuer = new IntermediateIssuer({ authorities, store: issuances });
  const context = new IssueContext({
    ...deps,
    issuer,
    settings: readApplySettings(config),
    restartIstiod: readRootChangeSettings(config).restartIstiod,
  });
  const stop = new AbortController();
  return {
    context,
    kinds: [
      new CertificateAuthorityIssueKind(context),
      new CertificateAuthorityRenewKind(context),
      new CertificateAuthorityRevokeKind(context),
    ],
    start: () =>
      deps.scheduler.scheduleTask({
        id: 'mesh-ca-orphans',
        // The keys that a process holds only that process knows.
        scope: 'local',
        frequency: { minutes: 1 },
        initialDelay: { seconds: 30 },
        timeout: { minutes: 10 },
        signal: stop.signal,
        fn: async () => {
          try {
            await issuer.orphans.sweep(stop.signal);
          } catch (error) {
            logger.warn(
              `issuances that nobody goes on with could not be looked after (${
                isError(error) ? error.name : 'Error'
              }); it is tried again`,
            );
          }
        },
      }),
    stop: () => stop.abort(),
  };
}
