import {
  AuditorService,
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { Router } from 'express';
import { FleetReader } from '../entities';
import { RequestReader } from '../requests/RequestReader';
import { FleetOverviewReader, OverviewSources } from './FleetOverviewReader';
import { createFleetRouter } from './router';

/** Wires together what shows the whole fleet. */
export function createFleet(
  deps: Omit<
    OverviewSources,
    'certificates' | 'remoteFleet' | 'toApprove' | 'onFailure'
  > & {
    auditor: AuditorService;
    httpAuth: HttpAuthService;
    logger: LoggerService;
    fleet: FleetReader;
    certificates: { overview: OverviewSources['certificates'] };
    links: { overview: OverviewSources['remoteFleet'] };
    requests: Pick<RequestReader, 'list'>;
  },
): { router: Router } {
  const { certificates, links, logger, requests } = deps;
  return {
    router: createFleetRouter({
      ...deps,
      reader: new FleetOverviewReader({
        ...deps,
        certificates: caller => certificates.overview(caller),
        remoteFleet: caller => links.overview(caller),
        toApprove: async ({ credentials, user }) => {
          const { total } = await requests.list(
            { view: 'to-approve', limit: 1, offset: 0 },
            credentials,
            user,
          );
          return total;
        },
        onFailure: (part, error) =>
          logger.error(`the overview has no ${part}`, error),
      }),
    }),
  };
}
