import { Analyzer } from '../engine/Analyzer';
import { Resource } from '../snapshot/Resource';
import { selectorText } from '../snapshot/selectors';
import { fromBase64, isValidNow, readCertificate } from './certificate';
import { firstLabelPath } from './gatewayPorts';
import { gatewayNamed } from './virtualServiceParts';

function hasPair(data: any, certificate: string, key: string): boolean {
  return Boolean(data[certificate] && data[key]);
}

function isUsable({ spec }: Resource, now: Date): boolean {
  const { data = {} } = spec;
  let certificate: string | undefined;
  if (hasPair(data, 'cert', 'key')) {
    certificate = data.cert;
  } else if (hasPair(data, 'tls.crt', 'tls.key')) {
    certificate = data['tls.crt'];
  }
  const read = readCertificate(fromBase64(certificate ?? '') ?? '');
  return read !== undefined && isValidNow(read, now);
}

/** Certificates that Gateways name, and that are not there or not valid. */
export const gatewaySecretsAnalyzer: Analyzer = {
  name: 'gateway.SecretAnalyzer',
  description:
    'Looks for Gateways whose credential does not exist or holds no valid certificate.',
  codes: ['IST0101', 'IST0161'],
  reads: ['Gateway', 'Pod', 'Secret'],
  expires: true,
  analyze(view, report) {
    for (const gateway of view.all('Gateway')) {
      const { selector, servers = [] } = gateway.spec;
      const [pod] = view.byLabels('Pod').select(selector);
      if (!pod?.namespace) {
        report('IST0101', gateway, {
          args: ['selector', selectorText(selector)],
          path: ['spec', 'selector'],
          linePath: firstLabelPath(['spec', 'selector'], selector),
        });
        continue;
      }
      servers.forEach((server: any, i: number) => {
        const named = server.tls?.credentialName;
        if (!named) {
          return;
        }
        const path = ['spec', 'servers', i, 'tls', 'credentialName'];
        const { namespace, name } = gatewayNamed(pod.namespace, named);
        const secret = view.find('Secret', namespace, name);
        if (!secret) {
          report('IST0101', gateway, { args: ['credentialName', named], path });
        } else if (!isUsable(secret, view.now)) {
          report('IST0161', gateway, {
            args: [gateway.name, pod.namespace],
            path,
          });
        }
      });
    }
  },
};
