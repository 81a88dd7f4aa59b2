import { Analyzer } from '../engine/Analyzer';
import { Resource } from '../snapshot/Resource';
import { YamlPath } from '../types';
import { mendOf } from './mends';

const WITH_SERVER_CERTIFICATE = new Set(['SIMPLE', 'MUTUAL']);

function isUnverified(tls: any, workloadSelector: unknown): boolean {
  const fromSecret = tls?.credentialName && workloadSelector !== undefined;
  return (
    WITH_SERVER_CERTIFICATE.has(tls?.mode) && !tls.caCertificates && !fromSecret
  );
}

/** A port as Istio prints it, which varies; here without its blanks. */
function portText({ number }: any = {}): string {
  return number ? `number:${number}` : '';
}

/**
 * Trusts the authorities that the proxy's image brings along; a Secret, which
 * may hold some, cannot be named beside them.
 */
function verified(rule: Resource, path: YamlPath, tls: any) {
  return tls.credentialName
    ? undefined
    : mendOf(rule, "Verify by the authorities of the proxy's system", {
        set: [...path, 'caCertificates'],
        to: 'system',
      });
}

/** TLS to servers whose certificates nobody looks at. */
export const destinationCertificatesAnalyzer: Analyzer = {
  name: 'destinationrule.CaCertificateAnalyzer',
  description:
    'Looks for DestinationRules that send TLS without verifying the server.',
  codes: ['IST0128', 'IST0129'],
  reads: ['DestinationRule'],
  analyze(view, report) {
    for (const rule of view.all('DestinationRule')) {
      const { trafficPolicy = {}, workloadSelector, host = '' } = rule.spec;
      const { tls, portLevelSettings = [] } = trafficPolicy;
      const args = [rule.fullName, rule.namespace];
      const base = ['spec', 'trafficPolicy'];
      if (isUnverified(tls, workloadSelector)) {
        report('IST0128', rule, {
          args: [...args, tls.mode, host],
          path: [...base, 'tls'],
          linePath: [...base, 'tls', 'caCertificates'],
          mend: verified(rule, [...base, 'tls'], tls),
        });
      }
      portLevelSettings.forEach((one: any, i: number) => {
        if (isUnverified(one.tls, workloadSelector)) {
          report('IST0129', rule, {
            args: [...args, one.tls.mode, host, portText(one.port)],
            path: [...base, 'portLevelSettings', i, 'tls'],
            linePath: [
              ...base,
              'portLevelSettings',
              i,
              'tls',
              'caCertificates',
            ],
            mend: verified(
              rule,
              [...base, 'portLevelSettings', i, 'tls'],
              one.tls,
            ),
          });
        }
      });
    }
  },
};
