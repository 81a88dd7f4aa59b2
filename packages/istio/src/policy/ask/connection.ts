import { referenceTo } from '../../resources';
import { effectiveMutualTls } from '../mutualTls';
import type { MutualTlsVerdict } from '../types';
import { authorize } from './authorize';
import type { ClientRules, ClientTlsMode } from './destinationTls';
import { CallEndpoint, isCapturedPort } from './endpoints';
import { inboundProtocol } from './inbound';
import { normalizePath } from './paths';
import type {
  CallAnswer,
  Caller,
  CallObjects,
  Decider,
  ServerConnection,
  ServerRequest,
} from './types';

/** The side that calls. */
export interface CallParty {
  client: Caller;
  /** Absent where no proxy of Istio's opens the connection. */
  rules?: ClientRules;
  subset?: string;
  servicePort: number;
  /** Full host of the Service. */
  host?: string;
  request: ServerRequest;
  /** What the caller takes the Service's port for: HTTP, not HTTP, or found out by what is sent. */
  isHttp: boolean | 'guessed';
  trustDomain: string;
  rootNamespace: string;
  isHeadless: boolean;
  /** All that are behind the Service. */
  endpoints: readonly CallEndpoint[];
}

/** The mode of a namespace without what is said of single workloads. */
function modeOfNamespace(
  { peerAuthentications }: CallObjects,
  namespace: string,
  rootNamespace: string,
) {
  const [general] = effectiveMutualTls(
    peerAuthentications,
    namespace,
    {},
    rootNamespace,
  );
  return general.mode;
}

function modeAt(
  objects: CallObjects,
  { namespace, labels, port }: CallEndpoint,
  rootNamespace: string,
): MutualTlsVerdict {
  const [general, ...ports] = effectiveMutualTls(
    objects.peerAuthentications,
    namespace,
    labels,
    rootNamespace,
  );
  return ports.find(one => one.port === port) ?? general;
}

/** How the caller's proxy opens the connection, and what says so. */
function opening(
  objects: CallObjects,
  party: CallParty,
  endpoint: CallEndpoint,
  mode: MutualTlsVerdict,
): { mode: ClientTlsMode; decidedBy: Decider[] } {
  const { rules, servicePort, subset, isHeadless, endpoints } = party;
  if (!rules) {
    return { mode: 'DISABLE', decidedBy: [] };
  }
  const said = rules.tls(servicePort, subset);
  if (said.mode) {
    return {
      mode: said.mode,
      decidedBy: said.decidedBy ? [referenceTo(said.decidedBy)] : [],
    };
  }
  // Calls to single pods of a Service are opened alike (BestEffortInferServiceMTLSMode).
  const takes = isHeadless
    ? endpoints.every(one => one.takesMutualTls)
    : endpoint.takesMutualTls;
  // Callers open no mutual TLS to a namespace that turns it off, although single
  // workloads there ask for it (BestEffortInferServiceMTLSMode).
  const isAutomatic =
    objects.meshConfig?.enableAutoMtls !== false &&
    modeOfNamespace(objects, endpoint.namespace, party.rootNamespace) !==
      'DISABLE';
  return {
    mode:
      isAutomatic && takes && mode.mode !== 'DISABLE'
        ? 'ISTIO_MUTUAL'
        : 'DISABLE',
    decidedBy: [],
  };
}

function refused(decidedBy: Decider[], why: string, mtls: boolean): CallAnswer {
  return { allowed: false, mtls, decidedBy, why };
}

function identityOf({ client, trustDomain }: CallParty): string {
  const { metadata, serviceAccount } = client;
  return `spiffe://${trustDomain}/ns/${metadata.namespace}/sa/${serviceAccount}`;
}

/** The client's address for policies of HTTP: the last of `x-forwarded-for` where there is one. */
function remoteIpOf(request: ServerRequest): string | undefined {
  return request.headers['x-forwarded-for']?.split(',').pop()?.trim();
}

/** Whether a call comes through to one workload. */
export async function reach(
  objects: CallObjects,
  party: CallParty,
  endpoint: CallEndpoint,
): Promise<CallAnswer> {
  if (endpoint.kind === 'ambient') {
    return {
      decidedBy: [],
      why: 'Not known, because the one called is in the ambient mesh.',
    };
  }
  const peer = modeAt(objects, endpoint, party.rootNamespace);
  const open = opening(objects, party, endpoint, peer);
  const mtls = open.mode === 'ISTIO_MUTUAL';
  const isGuarded =
    endpoint.kind === 'virtualMachine' ||
    (endpoint.kind === 'sidecar' &&
      isCapturedPort(endpoint.object, 'Inbound', endpoint.port));
  if (endpoint.kind === 'gateway') {
    return {
      mtls,
      decidedBy: [],
      why: 'Not known, because a gateway is called: ask for the Service that it leads to.',
    };
  }
  if (!isGuarded) {
    return open.mode === 'DISABLE'
      ? {
          allowed: true,
          mtls: false,
          decidedBy: [],
          why: 'No proxy stands before the one called, so no policy is enforced.',
        }
      : refused(
          open.decidedBy,
          'The caller’s proxy opens TLS, and nothing before the one called ends it.',
          mtls,
        );
  }
  const by = peer.decidedBy ? [peer.decidedBy] : [];
  if (open.mode === 'SIMPLE' || open.mode === 'MUTUAL') {
    return refused(
      open.decidedBy,
      'The caller’s proxy opens TLS that is not the mesh’s own.',
      false,
    );
  }
  if (peer.mode === 'STRICT' && !mtls) {
    return refused(
      [...by, ...open.decidedBy],
      'Only mutual TLS is taken, and the call comes without it.',
      false,
    );
  }
  if (peer.mode === 'DISABLE' && mtls) {
    return refused(
      [...open.decidedBy, ...by],
      'Mutual TLS is turned off there, and the call comes with it.',
      true,
    );
  }
  const protocol = inboundProtocol(objects, endpoint);
  // Proxies tell by ALPN what is HTTP; in the clear the first bytes say it.
  const isHttp =
    protocol === 'guessed'
      ? !mtls || (objects.alpn !== false && party.isHttp !== false)
      : protocol;
  const { request } = party;
  const isFromAnywhere = party.client.kind === 'gateway';
  const connection: ServerConnection = {
    ...(mtls
      ? {
          principal: identityOf(party),
          sni: `outbound_.${party.servicePort}_.${party.subset ?? ''}_.${
            party.host
          }`,
        }
      : {}),
    sourceIp: party.client.address,
    destinationIp: endpoint.address,
    destinationPort: endpoint.port,
  };
  const { verdict } = await authorize(
    objects,
    {
      namespace: endpoint.namespace,
      workload: { labels: endpoint.labels, kind: endpoint.kind },
    },
    {
      connection,
      isFromAnywhere,
      ...(isHttp
        ? {
            request: {
              ...request,
              path: normalizePath(
                request.path,
                objects.meshConfig?.pathNormalization?.normalization,
              ),
            },
            // A gateway writes the address of its own caller there.
            remoteIp: isFromAnywhere ? undefined : remoteIpOf(request),
          }
        : {}),
    },
  );
  return { mtls, ...verdict };
}
