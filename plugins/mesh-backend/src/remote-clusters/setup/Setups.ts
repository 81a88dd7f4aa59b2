import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  RemoteSetupPlan,
  RemoteSetupRequest,
} from '@meshport/backstage-plugin-mesh-common';
import {
  gatewayFile,
  gatewayObjects,
  gatewaysFor,
  istiodService,
  IstiodExposure,
  istioNamespace,
  primaryFile,
  remoteFile,
  SetupPrimary,
} from '@meshport/istio';
import { ReadScope } from '../../entities/ReadScope';
import { ClusterInventory, Inventory } from '../../inventory';
import { MeshAuthorizer } from '../../permissions';
import { offeredAddresses } from '../links/addressDrift';
import { runsIstiod } from '../links/findLinks';
import { chosenCluster } from './chosenCluster';
import { draftStubs } from './draftStubs';
import { SetupDraft } from './SetupDraft';
import { primaryFacts, remoteFacts } from './setupFacts';

/** What a draft is made of. */
interface SetupParts {
  request: RemoteSetupRequest;
  home: ClusterInventory;
  remote?: ClusterInventory;
  primary: SetupPrimary;
  exposure: IstiodExposure;
  address?: string;
}

/** Drafts what has to be installed so that clusters become one mesh; changes nothing. */
export class Setups {
  constructor(
    private readonly services: {
      inventory: Inventory;
      authorizer: MeshAuthorizer;
    },
  ) {}

  /** @throws `InputError`, `NotAllowedError`, `NotFoundError` for a Service that is not there */
  async draft(
    request: RemoteSetupRequest,
    credentials: BackstageCredentials,
  ): Promise<RemoteSetupPlan> {
    const { inventory, authorizer } = this.services;
    const scope = await ReadScope.create(authorizer, credentials);
    const home = chosenCluster(inventory, scope, request.primary);
    const remote =
      request.remote === undefined
        ? undefined
        : chosenCluster(inventory, scope, request.remote);
    const [address] = offeredAddresses(home) ?? [];
    const parts: SetupParts = {
      request,
      home,
      ...(remote ? { remote } : {}),
      primary: primaryFacts(home, request),
      exposure: exposureOf(request, address),
      ...(address ? { address } : {}),
    };
    const draft = new SetupDraft();
    checkIds(draft, parts);
    draftPrimary(draft, parts);
    draftGateways(draft, parts);
    draftRemote(draft, parts);
    if (request.stubs && remote) {
      draftStubs(draft, request.stubs, [home, remote], scope);
    }
    return draft.done(address);
  }
}

function exposureOf(
  { exposure, remoteKind, remote }: RemoteSetupRequest,
  address: string | undefined,
): IstiodExposure {
  if (exposure) {
    return exposure;
  }
  const needed = remote !== undefined && remoteKind !== 'primary';
  return needed && address === undefined ? 'sharedGateway' : 'none';
}

function checkIds(draft: SetupDraft, { primary, remote }: SetupParts): void {
  const other = remote && remoteFacts(remote);
  if (other && other.clusterId === primary.clusterId) {
    draft.find({
      severity: 'error',
      code: 'cluster-id-clash',
      clusters: [primary.name, other.name],
      message: `Both call themselves ${other.clusterId}.`,
      mend: 'Give the remote another ID before anything is installed (mesh.clusters[].istioClusterId).',
    });
  }
  for (const one of [primary, other]) {
    if (one && !one.network) {
      draft.find({
        severity: 'info',
        code: 'network-unlabelled',
        clusters: [one.name],
        message: `${one.name} has no network, so that its pods count as reachable by their own addresses.`,
        mend: 'Where pods do not reach each other, name its network (mesh.clusters[].network), and ask again.',
      });
    }
  }
}

function draftPrimary(draft: SetupDraft, parts: SetupParts): void {
  const { home, primary, exposure, request } = parts;
  const isThere = runsIstiod(home);
  draft.step(
    primary.name,
    `Namespace of ${primary.name}`,
    'Its label names the network. It is there after the first time; applying it again changes nothing.',
    draft.objects(primary.name, 'namespace', [istioNamespace(primary)]),
  );
  draft.step(
    primary.name,
    'One root for all clusters',
    'Before istiod starts for the first time, give each cluster a Secret cacerts with an intermediate of one root. Where istiod has signed by itself already, follow the migration of roots: a first cacerts on a running mesh breaks mutual TLS until all proxies have turned over.',
  );
  const file = primaryFile(primary, exposure, request.install);
  draft.step(
    primary.name,
    isThere
      ? `Values of the control plane of ${primary.name}`
      : `Control plane of ${primary.name}`,
    isThere
      ? 'It is installed already: see that its values have these, and keep the rest of yours.'
      : 'Install it, and wait until istiod is ready.',
    file,
  );
}

function networksDiffer({ primary, remote }: SetupParts): boolean {
  return (
    remote !== undefined && remoteFacts(remote).network !== primary.network
  );
}

function draftGateways(draft: SetupDraft, parts: SetupParts): void {
  const { primary, exposure, request, remote } = parts;
  if (exposure === 'loadBalancer') {
    draft.step(
      primary.name,
      `istiod of ${primary.name} by a load balancer`,
      'Apply it and wait for an address. It offers nothing but the ports with TLS.',
      draft.objects(primary.name, 'istiod-external', [istiodService(primary)]),
    );
  }
  const apart = networksDiffer(parts);
  for (const gateway of gatewaysFor(exposure, apart, request.gatewayName)) {
    draft.step(
      primary.name,
      `Gateway ${gateway.name} of ${primary.name}`,
      `It lets in ${[
        gateway.services ? 'calls of other networks' : '',
        gateway.istiod ? 'proxies that ask istiod' : '',
      ]
        .filter(Boolean)
        .join(
          ' and ',
        )}. Install it, wait for its address, then apply its objects.`,
      gatewayFile(gateway, primary, request.install),
      draft.objects(
        primary.name,
        `${gateway.name}-objects`,
        gatewayObjects(gateway, primary),
      ),
    );
  }
  if (apart && remote) {
    const facts = remoteFacts(remote);
    const [gateway] = gatewaysFor('none', true);
    const its = { ...facts, revision: primary.revision };
    draft.step(
      facts.name,
      `Gateway ${gateway.name} of ${facts.name}`,
      'It lets in calls of other networks. Install it when istiod serves the cluster.',
      gatewayFile(gateway, its, request.install),
      draft.objects(
        facts.name,
        `${gateway.name}-objects`,
        gatewayObjects(gateway, its),
      ),
    );
  }
}

function draftRemote(draft: SetupDraft, parts: SetupParts): void {
  const { primary, remote, request, address } = parts;
  if (!remote) {
    return;
  }
  const facts = remoteFacts(remote);
  const own = request.remoteKind === 'primary';
  draft.step(
    facts.name,
    `Namespace of ${facts.name}`,
    own
      ? 'Its label names the network.'
      : 'Its label names the network, its annotation the primary whose istiod looks after the cluster: it patches the webhook and hands out the root certificate.',
    draft.objects(facts.name, 'namespace', [
      istioNamespace(facts, own ? undefined : primary),
    ]),
  );
  if (own) {
    const second: SetupPrimary = { ...primary, ...facts };
    draft.step(
      facts.name,
      `Control plane of ${facts.name}`,
      'Install it, and wait until istiod is ready. Mesh, trust domain and revision are those of the other cluster.',
      primaryFile(second, 'none', request.install),
    );
  } else if (address) {
    draft.step(
      facts.name,
      `${facts.name} as a remote`,
      `Its proxies find istiod at ${address}; the charts make a Service istiod without selector that leads there.`,
      remoteFile(facts, primary, address, request.install),
    );
  } else {
    draft.find({
      severity: 'warning',
      code: 'istiod-address-unknown',
      clusters: [primary.name],
      message: `${primary.name} offers istiod at no address so far, so that the values of ${facts.name} cannot be written.`,
      mend: 'Take the steps above, wait for the address, and ask again. Never use the address of a pod.',
    });
  }
  draft.step(
    primary.name,
    `Join ${facts.name} to ${primary.name}`,
    own
      ? 'Ask for the join of each to the other: both istiods have to read both clusters.'
      : 'Ask for the join, so that istiod reads the cluster. A remote is ready only after it.',
  );
}
