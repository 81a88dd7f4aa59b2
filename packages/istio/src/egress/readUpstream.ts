import { problemWithHost, problemWithXnLabel } from '../resources';
import type {
  EgressProtocol,
  EgressTls,
  EgressUpstream,
} from './EgressUpstream';
import {
  problemWithSecretName,
  problemWithSubjectAltName,
  problemWithUpstreamId,
} from './fieldRules';
import {
  isAllowedAddress,
  problemWithAddress,
  problemWithUpstream,
} from './hostRules';
import { InputReader, withoutUndefined } from '../input/InputReader';
import { clientPortOf } from './modelOf';
import { readExposure } from './readExposure';
import type { UpstreamContext } from './UpstreamContext';

const PROTOCOLS: readonly EgressProtocol[] = [
  'TLS-ORIGINATION',
  'TLS-PASSTHROUGH',
  'HTTP',
  'TCP',
];

/** Fields of an upstream that the input itself has, too, for one upstream. */
export const ONE_UPSTREAM_FIELDS = [
  'host',
  'protocol',
  'port',
  'tls',
  'addresses',
] as const;

const TLS_FIELDS = ['mode', 'sni', 'credentialName', 'subjectAltNames'];

/** Why a text may not be an upstream's host; undefined when it may. */
function problemWithUpstreamHost(
  host: string,
  { environment, namespaces, owner, wildcards }: UpstreamContext,
): string | undefined {
  if (wildcards && host.startsWith('*.') && host.length > 2) {
    const below = host.slice(2);
    const wrong = below.includes('.')
      ? problemWithHost(below)
      : problemWithHost(`x.${below}`);
    return wrong ?? problemWithUpstream(host, namespaces, environment, owner);
  }
  if (host === '*' || host.startsWith('*.')) {
    return 'A gateway looks up the hosts that it serves, and a wildcard cannot be looked up. Name one host, or choose the pattern waypoint, or from Istio 1.30 on sidecar-direct.';
  }
  if (isAllowedAddress(host, environment)) {
    return undefined;
  }
  return (
    problemWithHost(host) ??
    problemWithSpelling(host) ??
    problemWithUpstream(host, namespaces, environment, owner)
  );
}

/** Whether every part of a host that is written for another script is one. */
function problemWithSpelling(host: string): string | undefined {
  return host
    .split('.')
    .map(problemWithXnLabel)
    .find(problem => problem !== undefined);
}

function readTls(
  reader: InputReader,
  protocol: EgressProtocol | undefined,
): EgressTls | undefined {
  if (
    reader.value('tls') !== undefined &&
    protocol !== undefined &&
    protocol !== 'TLS-ORIGINATION'
  ) {
    reader.refuse(
      'tls',
      `With ${protocol} the gateway opens no TLS of its own. Take this out, or choose TLS-ORIGINATION.`,
    );
  }
  return reader.object('tls', TLS_FIELDS, tls => {
    const mode = tls.oneOf('mode', ['SIMPLE', 'MUTUAL'] as const);
    const credentialName = tls.text('credentialName', problemWithSecretName);
    if (mode === 'MUTUAL' && tls.value('credentialName') === undefined) {
      tls.refuse(
        'credentialName',
        'This is missing. Name the Secret with tls.crt, tls.key and ca.crt that the gateway shows to the upstream.',
      );
    }
    return {
      mode,
      sni: tls.text('sni', problemWithHost),
      credentialName,
      subjectAltNames: tls.texts(
        'subjectAltNames',
        20,
        problemWithSubjectAltName,
      ),
    };
  });
}

/** Reads what is said of one upstream. */
export function readUpstream(
  reader: InputReader,
  context: UpstreamContext,
): EgressUpstream {
  const protocol = reader.oneOf('protocol', PROTOCOLS);
  const host = reader.requiredText(
    'host',
    'Name the host to be reached, e.g. api.example.org.',
    one => problemWithUpstreamHost(one, context),
  );
  if (protocol === 'TCP' && reader.value('port') === undefined) {
    reader.refuse('port', "This is missing. Give the upstream's port.");
  }
  const port = reader.wholeNumber('port', 1, 65535);
  const called = clientPortOf({ host, protocol, port });
  if (![undefined, called].includes(reader.value('clientPort') as number)) {
    reader.refuse(
      'clientPort',
      `Clients call port ${called} of this upstream. Take this out.`,
    );
  }
  return withoutUndefined({
    id: reader.text('id', problemWithUpstreamId),
    host,
    protocol,
    port,
    gatewayPort: readGatewayPort(reader),
    tls: readTls(reader, protocol),
    addresses: reader.texts('addresses', 32, one =>
      problemWithAddress(one, context.environment),
    ),
    exposure: readExposure(reader, context),
  });
}

/** 443, or a port that the proxy may open and uses for nothing else. */
function readGatewayPort(reader: InputReader): number | undefined {
  const port = reader.wholeNumber('gatewayPort', 1, 65535);
  const taken =
    port !== undefined &&
    port !== 443 &&
    (port < 1024 || port === 8443 || (port >= 15000 && port <= 15099));
  return taken
    ? reader.refuse(
        'gatewayPort',
        'Give 443, or a port from 1024 on that is neither 8443 nor one of Istio (15000 to 15099).',
      )
    : port;
}

/** The known fields of an upstream in a list. */
export const UPSTREAM_FIELDS: readonly string[] = [
  ...ONE_UPSTREAM_FIELDS,
  'id',
  'gatewayPort',
  'exposure',
  // Of a model, which is an input, too.
  'clientPort',
];
