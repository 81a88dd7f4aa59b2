import type { EgressEnvironment } from './EgressEnvironment';
import type {
  EgressGatewayInput,
  EgressGatewayModel,
  EgressNote,
} from './EgressGatewayInput';
import { environmentNotes } from './environmentNotes';
import { streamIdentitiesOf } from './istioGateways';
import { modelOf } from './modelOf';
import { workloadNameOf } from './naming';
import { isHttp, isMutualHop } from './objectParts';
import { DEFAULT_CURL_IMAGE } from './upstreamCheck';

type Add = (
  severity: EgressNote['severity'],
  code: string,
  field: string,
  message: string,
) => void;

/** The account under which a gateway reads its Secrets. */
export function serviceAccountNameOf(model: EgressGatewayModel): string {
  return workloadNameOf(model);
}

function callerNotes(
  model: EgressGatewayModel,
  environment: EgressEnvironment,
  add: Add,
): void {
  if (model.callers) {
    if (
      model.upstreams.some(one => !isHttp(one)) &&
      model.pattern !== 'waypoint' &&
      !streamIdentitiesOf(model, environment)
    ) {
      add(
        'warning',
        'server-speaks-first',
        'callers',
        "Of a connection that is not HTTP the gateway judges the caller when it sends something. What a server says first, a mail server's greeting for instance, every workload of the mesh that finds the gateway can hear. Name all callers by their service accounts and choose injected or helm, in a mesh whose trust domain is known: then such a caller cannot connect at all.",
      );
    }
    add(
      'info',
      'gateway-not-by-peer-authentication',
      'callers',
      "Who gets in is said by the gateway's own listeners and its AuthorizationPolicy. A PeerAuthentication does not protect the listeners of a gateway.",
    );
    if (model.upstreams.some(one => !isHttp(one))) {
      add(
        'info',
        'hop-of-connections',
        'callers',
        'Others get 403 where the upstream is HTTP, and a closed connection where it is not. When callers are named for the first time, connections that are being opened by TLS passthrough may fail for some seconds, because the way to the gateway changes to mutual TLS.',
      );
    }
  } else if (model.pattern !== 'sidecar-direct') {
    add(
      'info',
      'callers-unnamed',
      'callers',
      model.upstreams.every(one => isMutualHop(model, one))
        ? 'No callers are named: every workload of the mesh that finds the gateway can use it.'
        : 'No callers are named: everything in the cluster that finds the gateway can use it, with or without a proxy.',
    );
  }
  add(
    'info',
    'routing-is-no-fence',
    '',
    'Routing leads calls, it does not force them: what calls the upstream past its proxy gets there, unless a NetworkPolicy or a firewall forbids it.',
  );
}

function readinessNotes(
  model: EgressGatewayModel,
  { curlImage }: EgressEnvironment,
  add: Add,
): void {
  const { readiness, upstreams } = model;
  if (!readiness) {
    return;
  }
  add(
    'warning',
    'upstream-outage',
    'readiness',
    `While the upstream does not answer, no pod of the gateway is ready: ${
      upstreams.length > 1
        ? 'calls to all of its upstreams then find no endpoint'
        : 'callers then find no endpoint'
    } and get 503 or a closed connection at once.`,
  );
  if (!readiness.image && !curlImage) {
    add(
      'info',
      'default-image',
      'readiness.image',
      `The check runs in ${DEFAULT_CURL_IMAGE}, because neither you nor configuration named an image.`,
    );
  }
}

function upstreamNotes(model: EgressGatewayModel, add: Add): void {
  model.upstreams.forEach((upstream, index) => {
    const { tls, exposure, host, protocol } = upstream;
    const field = `upstreams[${index}]`;
    if (tls?.credentialName) {
      add(
        'info',
        'credential-role',
        `${field}.tls.credentialName`,
        `The Secret ${tls.credentialName} has to be in namespace ${
          model.namespace
        }, and the ServiceAccount ${serviceAccountNameOf(
          model,
        )} needs a Role to get, list and watch Secrets there.`,
      );
    }
    if (exposure) {
      add(
        'warning',
        'exposed',
        `${field}.exposure`,
        `Whoever reaches the ingress gateway in ${exposure.ingress.namespace} can call ${host} as ${exposure.host}, from this cluster's address, and is not asked who he is unless you add a policy there. The upstream learns that name by the header x-envoy-original-host.`,
      );
    }
    if (host.startsWith('*.') && protocol === 'TLS-PASSTHROUGH') {
      add(
        'warning',
        'server-name-spoofing',
        `${field}.host`,
        'By TLS a wildcard goes where the client says: a client can name one host to its proxy and call another below the wildcard.',
      );
    }
  });
}

function workloadNotes(model: EgressGatewayModel, add: Add): void {
  const { disruptionBudget, autoscaling, replicas = 1, pattern } = model;
  const fewest = autoscaling ? autoscaling.minReplicas ?? 1 : replicas;
  if (pattern === 'helm' && disruptionBudget && fewest < 2) {
    add(
      'warning',
      'chart-leaves-out-budget',
      'disruptionBudget',
      "Istio's chart writes no PodDisruptionBudget for a gateway that may have one pod only.",
    );
  }
  if (pattern !== 'sidecar-direct' && fewest < 2) {
    add(
      'info',
      'one-pod',
      'replicas',
      'The gateway may have one pod only: while its node is drained, calls fail.',
    );
  }
  if (model.strictMtls) {
    add(
      'warning',
      'strict-mtls',
      'strictMtls',
      `From then on every workload in ${model.namespace} takes mutual TLS of the mesh only. Look who would be cut off.`,
    );
  }
}

/**
 * What is to be known of a gateway before it is made: consequences, and what
 * about the cluster is not known.
 *
 * @public
 */
export function egressNotes(
  input: EgressGatewayInput | EgressGatewayModel,
  environment?: EgressEnvironment,
): EgressNote[] {
  const model = modelOf(input);
  const notes: EgressNote[] = [];
  const add: Add = (severity, code, field, message) =>
    notes.push({ field, code, message, severity });
  callerNotes(model, environment ?? {}, add);
  upstreamNotes(model, add);
  readinessNotes(model, environment ?? {}, add);
  workloadNotes(model, add);
  return [...notes, ...environmentNotes(model, environment)];
}
