import type { EgressEnvironment } from './EgressEnvironment';
import type { EgressGatewayModel } from './EgressGatewayInput';
import { isHttp } from './objectParts';
import type { FieldOf } from './upstreamConflicts';

type Refuse = (field: string, message: string) => void;

/** Access log providers that Istio has without being told (pilot/pkg/model/telemetry.go). */
const BUILT_IN_LOGS = ['envoy'];

/**
 * By a port alone a proxy would take every connection to it, whoever it is
 * meant for: it must know the host's address, or give it one by answering DNS.
 */
function checkTcpAddresses(
  model: EgressGatewayModel,
  environment: EgressEnvironment,
  fieldOf: FieldOf,
  refuse: Refuse,
): void {
  model.upstreams.forEach(({ protocol, addresses }, index) => {
    if (protocol !== 'TCP' || addresses?.length) {
      return;
    }
    const field = fieldOf(index, 'addresses');
    if (environment.dnsCapture !== true) {
      refuse(
        field,
        environment.dnsCapture === false
          ? "TCP needs the upstream's fixed addresses, because the mesh's proxies do not answer DNS, and by its port alone others' connections would be taken, too."
          : "TCP needs the upstream's fixed addresses: whether the mesh's proxies answer DNS is not known, and by its port alone others' connections would be taken, too.",
      );
    }
  });
}

function checkAuthorizer(
  { authorization, upstreams }: EgressGatewayModel,
  { extensionProviders }: EgressEnvironment,
  known: boolean,
  refuse: Refuse,
): void {
  if (!authorization || !known) {
    return;
  }
  const { provider } = authorization;
  const field = 'authorization.provider';
  if (!extensionProviders) {
    refuse(
      field,
      "Which providers MeshConfig names is not known, and with one that it does not name every call would be denied. Take this out, or have Meshport's right to read MeshConfig checked.",
    );
    return;
  }
  const found = extensionProviders.find(({ name }) => name === provider);
  const authorizers = extensionProviders
    .filter(({ authorizer }) => authorizer)
    .map(({ name }) => name);
  if (!found?.authorizer) {
    refuse(
      field,
      `MeshConfig names no authorizer ${provider}, and every call would be denied. ${
        authorizers.length > 0
          ? `Choose ${authorizers.join(' or ')}.`
          : 'It names none: have one added to its extensionProviders, or take this out.'
      }`,
    );
  } else if (found.transport === 'http' && !upstreams.every(isHttp)) {
    refuse(
      field,
      `${provider} is asked by HTTP, and so never of connections that are not HTTP: they would pass unasked. Choose an authorizer that is asked by gRPC, or give those upstreams a gateway of their own.`,
    );
  }
}

function checkLogs(
  { accessLog }: EgressGatewayModel,
  { extensionProviders }: EgressEnvironment,
  refuse: Refuse,
): void {
  const provider = accessLog?.provider;
  if (
    provider !== undefined &&
    !BUILT_IN_LOGS.includes(provider) &&
    extensionProviders &&
    !extensionProviders.some(({ name }) => name === provider)
  ) {
    refuse(
      'accessLog.provider',
      `MeshConfig names no provider ${provider}, and nothing would be logged. Take this out to log by Envoy, or choose one that it names.`,
    );
  }
}

function checkFence(
  { networkPolicy }: EgressGatewayModel,
  { openRanges }: EgressEnvironment,
  refuse: Refuse,
): void {
  if (networkPolicy && !openRanges?.apiServer?.length) {
    refuse(
      'networkPolicy',
      "The address of the cluster's API server is not known, and the policy would cut pods off from it. Have it configured, or take this out.",
    );
  }
}

/** In the mesh's root namespace the policy would be for the whole mesh. */
function checkStrict(
  { strictMtls, namespace }: EgressGatewayModel,
  { rootNamespace = 'istio-system' }: EgressEnvironment,
  refuse: Refuse,
): void {
  if (strictMtls && namespace === rootNamespace) {
    refuse(
      'strictMtls',
      `${namespace} is the mesh's root namespace: a PeerAuthentication there is for every namespace of the mesh. Take this out, or choose another namespace for the gateway.`,
    );
  }
}

/**
 * What does not fit what the cluster runs, or cannot be shown to.
 *
 * @param known - whether the cluster was looked at at all; if not, what depends
 * on it is noted and not refused.
 */
export function checkEnvironment(
  model: EgressGatewayModel,
  environment: EgressEnvironment,
  known: boolean,
  fieldOf: FieldOf,
  refuse: Refuse,
): void {
  checkTcpAddresses(model, environment, fieldOf, refuse);
  checkAuthorizer(model, environment, known, refuse);
  checkLogs(model, environment, refuse);
  checkFence(model, environment, refuse);
  checkStrict(model, environment, refuse);
  const { host } = model.readiness ?? {};
  if (host !== undefined && !model.upstreams.some(one => one.host === host)) {
    refuse(
      'readiness.host',
      `${host} is no upstream of this gateway. Choose one of its hosts.`,
    );
  }
}
