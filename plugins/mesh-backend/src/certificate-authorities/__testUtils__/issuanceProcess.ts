import { LoggerService } from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { CaProvider } from '@meshport/backstage-plugin-mesh-node';
import { ClusterConnection, ClusterRegistry } from '../../clusters';
import { ClusterInventory } from '../../inventory';
import { readApplySettings } from '../../manifests/settings';
import { CertificateAuthorities } from '../CertificateAuthorities';
import { CertificateAuthorityIssueKind } from '../issuance/CertificateAuthorityIssueKind';
import { CertificateAuthorityRenewKind } from '../issuance/CertificateAuthorityRenewKind';
import { CertificateAuthorityRevokeKind } from '../issuance/CertificateAuthorityRevokeKind';
import { IntermediateIssuer } from '../issuance/IntermediateIssuer';
import { IssuanceStore } from '../issuance/IssuanceStore';
import { IssueContext } from '../issuance/IssueContext';
import { CaProviders } from '../providers/CaProviders';

const nothing = () => {};
// The test utilities would take seconds to load in a process of its own.
const QUIET: LoggerService = {
  error: nothing,
  warn: nothing,
  info: nothing,
  debug: nothing,
  child: () => QUIET,
};

/** What one process has to issue with: an authority `cloud` for the only cluster. */
export function issuanceProcess(of: {
  connection: ClusterConnection;
  provider: CaProvider;
  store: IssuanceStore;
  now: () => number;
  /** Further settings of the authority. */
  authority?: object;
  inventory?: ClusterInventory;
  /** ID of the request of a guided change of the root that is under way. */
  rootChange?: () => Promise<string | undefined>;
}) {
  const { connection, provider, store, now, inventory } = of;
  const { name } = connection.details;
  const registry: ClusterRegistry = {
    list: () => [connection],
    get: () => connection,
    subscribe: () => () => {},
  };
  const config = new ConfigReader({
    permission: { enabled: true },
    mesh: {
      certificateAuthorities: [
        {
          name: 'cloud',
          provider: 'stand-in',
          clusters: [name],
          ...of.authority,
        },
      ],
    },
  });
  const providers = new CaProviders();
  providers.addProvider({ type: 'stand-in', create: () => provider });
  const authorities = new CertificateAuthorities({
    config,
    logger: QUIET,
    providers,
    registry,
  });
  const issuer = new IntermediateIssuer({ authorities, store, now });
  const context = new IssueContext({
    authorities,
    issuer,
    inventory: { cluster: () => inventory, clusters: () => [] },
    authorizer: {
      authorityFilter: async () =>
        Object.assign(() => true, { deniedOutright: false, decision: '' }),
    },
    registry,
    settings: readApplySettings(config),
    now,
    rootChange: of.rootChange ?? (async () => undefined),
  });
  return {
    issuer,
    store,
    issue: new CertificateAuthorityIssueKind(context),
    renew: new CertificateAuthorityRenewKind(context),
    revoke: new CertificateAuthorityRevokeKind(context),
  };
}
