import type { KubernetesObject } from '../resources';
import type {
  EgressGatewayModel,
  EgressUpstreamModel,
} from './EgressGatewayInput';
import { podSelectorOf, upstreamRuleNameOf } from './naming';
import { NETWORKING, upstreamMetadataOf } from './objectParts';

function tlsOf({ host, tls = {} }: EgressUpstreamModel) {
  const { mode = 'SIMPLE', sni = host, credentialName, subjectAltNames } = tls;
  return {
    mode,
    sni,
    // Said explicitly: a certificate of a trusted authority for another name
    // must not pass.
    subjectAltNames: subjectAltNames?.length ? subjectAltNames : [sni],
    // The proxy's own authorities, also said explicitly: where istiod runs with
    // VERIFY_CERTIFICATE_AT_CLIENT=false, silence would mean no verification.
    ...(credentialName ? { credentialName } : { caCertificates: 'system' }),
  };
}

/**
 * Makes the gateway open TLS to an upstream's host and verify its certificate;
 * undefined where it does not. Seen in the gateway's namespace only, so that no
 * client's proxy can open TLS to the upstream itself.
 */
export function upstreamRuleOf(
  model: EgressGatewayModel,
  upstreams: readonly [EgressUpstreamModel, ...EgressUpstreamModel[]],
): KubernetesObject | undefined {
  const [first] = upstreams;
  const originating = upstreams.filter(
    ({ protocol }) => protocol === 'TLS-ORIGINATION',
  );
  if (originating.length === 0) {
    return undefined;
  }
  return {
    apiVersion: NETWORKING,
    kind: 'DestinationRule',
    metadata: upstreamMetadataOf(
      model,
      first,
      upstreamRuleNameOf(model, first.id),
    ),
    spec: {
      host: first.host,
      exportTo: ['.'],
      // Only the gateway's pods, also where clients share their namespace. A
      // waypoint heeds no rule with a selector, and its namespace is its own.
      ...(model.pattern === 'waypoint'
        ? {}
        : { workloadSelector: { matchLabels: podSelectorOf(model) } }),
      trafficPolicy: {
        portLevelSettings: originating.map(one => ({
          port: { number: one.clientPort },
          tls: tlsOf(one),
        })),
      },
    },
  };
}
