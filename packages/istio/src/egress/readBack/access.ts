import type { EgressCaller, EgressGatewayInput } from '../EgressGatewayInput';
import { withoutUndefined } from '../../input/InputReader';
import type { GatewayParts } from './GatewayParts';

const SECURITY = 'security.istio.io';

interface Source {
  source?: { principals?: string[]; namespaces?: string[] };
}

function callersOf(sources: Source[]): EgressCaller[] {
  const callers = new Map<string, string[]>();
  for (const { source = {} } of sources) {
    for (const principal of source.principals ?? []) {
      const [, namespace, account] =
        /\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(principal) ?? [];
      if (namespace) {
        callers.set(namespace, [...(callers.get(namespace) ?? []), account]);
      }
    }
  }
  const all = sources.flatMap(({ source }) => source?.namespaces ?? []);
  return [
    ...[...callers].map(([namespace, serviceAccounts]) => ({
      namespace,
      serviceAccounts,
    })),
    ...all.map(namespace => ({ namespace })),
  ];
}

function visibleIn(parts: GatewayParts): string[] {
  const exportTo: string[] =
    parts.all('ServiceEntry', 'networking.istio.io')[0]?.spec?.exportTo ?? [];
  return exportTo.filter(one => one !== '.' && one !== parts.namespace);
}

function accessLogOf(parts: GatewayParts): EgressGatewayInput['accessLog'] {
  const [logging] =
    parts.find('Telemetry', 'telemetry.istio.io', `${parts.name}-access-log`)
      ?.spec?.accessLogging ?? [];
  if (!logging) {
    return undefined;
  }
  const provider: string = logging.providers?.[0]?.name ?? 'envoy';
  return withoutUndefined({
    provider: provider === 'envoy' ? undefined : provider,
    errorsOnly: logging.filter ? true : undefined,
  });
}

/** Who gets in, who is asked, and what is written down. */
export function readAccess(
  parts: GatewayParts,
): Pick<
  EgressGatewayInput,
  | 'callers'
  | 'clientNamespaces'
  | 'authorization'
  | 'accessLog'
  | 'networkPolicy'
  | 'strictMtls'
> {
  const policy = (suffix: string) =>
    parts.find('AuthorizationPolicy', SECURITY, `${parts.name}-${suffix}`);
  const named = policy('callers');
  const visible = visibleIn(parts);
  const provider = policy('authorizer')?.spec?.provider?.name;
  const strict = parts.find(
    'PeerAuthentication',
    SECURITY,
    `${parts.name}-strict`,
  );
  return {
    callers: named ? callersOf(named.spec?.rules?.[0]?.from ?? []) : undefined,
    clientNamespaces: !named && visible.length > 0 ? visible : undefined,
    authorization: provider ? { provider } : undefined,
    accessLog: accessLogOf(parts),
    networkPolicy:
      parts.abroad('NetworkPolicy', 'networking.k8s.io').length > 0
        ? true
        : undefined,
    strictMtls: strict ? true : undefined,
  };
}
