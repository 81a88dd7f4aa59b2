import { Resource } from '../snapshot/Resource';
import { checkDestination } from './destinations';
import { checkScopedHost, socketProblem } from './gateway';
import { domainProblem, portNameProblem } from './names';
import { Problems } from './Problems';
import { checkWorkloadSelector } from './selectors';
import { protocolProblem } from './serviceEntry';
import {
  checkIngress,
  checkListenerPort,
  SOCKET,
  UNIQUE,
} from './sidecarIngress';
import { checkConnectionPool } from './trafficPolicy';

function checkEgressPort(listener: any, problems: Problems): void {
  const { port, bind = '', captureMode = 'DEFAULT' } = listener;
  const { number = 0, name = '', protocol = '', targetPort = 0 } = port;
  if (number !== 0) {
    checkListenerPort(port, bind, problems);
    return;
  }
  if (targetPort > 0) {
    problems.at('targetPort').error('targetPort has no impact on Sidecars');
  }
  if (name !== '') {
    problems.at('name').error(portNameProblem(name));
  }
  problems.at('protocol').error(protocolProblem(protocol));
  problems.error(
    bind.startsWith(SOCKET)
      ? socketProblem(bind.slice(SOCKET.length))
      : 'sidecar: ports with 0 value must have a unix domain socket bind address',
  );
  if (!['DEFAULT', 'NONE'].includes(captureMode)) {
    problems.error(
      'sidecar: captureMode must be DEFAULT/NONE for unix domain socket listeners',
    );
  }
}

function checkEgressHosts(
  hosts: readonly string[],
  namespace: string,
  problems: Problems,
): void {
  const seen = new Map<string, Set<string>>();
  hosts.forEach((host, i) => {
    const at = problems.at(i);
    const slash = host.indexOf('/');
    if (slash >= 0 && !host.startsWith('~')) {
      const scope = host.slice(0, slash);
      const name = host.slice(slash + 1);
      const key = scope === '.' ? namespace : scope;
      const names = seen.get(key) ?? new Set<string>();
      const isTwice =
        name === '*' ? names.size > 0 : names.has(name) || names.has('*');
      if (isTwice) {
        at.warn(`duplicated egress host: ${host}`);
      }
      seen.set(key, names.add(name));
    }
    checkScopedHost(host, false, at);
  });
  if (seen.get('*')?.has('*') && seen.size !== 1) {
    problems.warn(
      '`*/*` host select all resources, no other hosts can be added',
    );
  }
}

function checkEgress(
  egress: readonly any[],
  namespace: string,
  problems: Problems,
): void {
  const numbers = new Set<number>();
  const binds = new Set<string>();
  let hasCatchAll = false;
  egress.forEach((listener, i) => {
    const at = problems.at(i);
    const { port, bind = '', hosts = [] } = listener;
    if (port) {
      checkEgressPort(listener, at.at('port'));
      const { number = 0 } = port;
      if (number === 0 && binds.has(bind)) {
        at.error(
          'sidecar: unix domain socket values for listeners must be unique',
        );
      } else if (number !== 0 && numbers.has(number)) {
        at.at('port', 'number').error(UNIQUE);
      }
      if (number === 0) {
        binds.add(bind);
      } else {
        numbers.add(number);
      }
    } else if (hasCatchAll) {
      at.error('sidecar: egress can have only one listener with empty port');
      return;
    } else if (i === egress.length - 1) {
      hasCatchAll = true;
    } else {
      at.error(
        'sidecar: the egress listener with empty port should be the last listener in the list',
      );
    }
    if (hosts.length === 0) {
      at.error('sidecar: egress listener must contain at least one host');
    }
    checkEgressHosts(hosts, namespace, at.at('hosts'));
  });
}

function checkOutbound(policy: any, problems: Problems): void {
  const { egressProxy, mode = 'REGISTRY_ONLY' } = policy ?? {};
  if (!egressProxy) {
    return;
  }
  if (mode !== 'ALLOW_ANY') {
    problems.error(
      'sidecar: egress_proxy must be set only with ALLOW_ANY outbound_traffic_policy mode',
    );
    return;
  }
  const at = problems.at('egressProxy');
  at.at('host').error(domainProblem(egressProxy.host ?? ''));
  if (!egressProxy.port) {
    at.error('sidecar: egress_proxy port must be non-nil');
    return;
  }
  checkDestination(egressProxy, at);
}

/** What Istio's webhook checks of a Sidecar. */
export function checkSidecar(sidecar: Resource, problems: Problems): void {
  const { spec, namespace } = sidecar;
  const { egress = [], ingress = [], outboundTrafficPolicy } = spec;
  const { inboundConnectionPool, workloadSelector } = spec;
  const isEmpty =
    egress.length + ingress.length === 0 &&
    !outboundTrafficPolicy &&
    !inboundConnectionPool;
  if (isEmpty) {
    // Istio says nothing else then, but for labels that are wrong.
    const ofLabels = problems.errorsOnly();
    if (checkWorkloadSelector(workloadSelector, 'sidecar', ofLabels)) {
      problems.error('sidecar: empty configuration provided');
    }
    return;
  }
  if (!checkWorkloadSelector(workloadSelector, 'sidecar', problems)) {
    return;
  }
  checkIngress(ingress, problems.at('ingress'));
  checkConnectionPool(
    inboundConnectionPool,
    problems.at('inboundConnectionPool'),
  );
  checkEgress(egress, namespace, problems.at('egress'));
  checkOutbound(outboundTrafficPolicy, problems.at('outboundTrafficPolicy'));
}
