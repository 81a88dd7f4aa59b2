import { parseIpAddress } from '../../resources';
import { Analyzer, Report } from '../engine/Analyzer';
import { Resource } from '../snapshot/Resource';
import { parseGoUrl } from '../validation/goUrl';

const VALIDATORS = ['istiod-default-validator', 'istio-validator'];
const INJECTOR = 'istio-sidecar-injector';

function check(resource: Resource, report: Report): void {
  (resource.spec.webhooks ?? []).forEach((webhook: any, i: number) => {
    const { name = '', clientConfig = {} } = webhook;
    const at = {
      path: ['webhooks', i, 'clientConfig', 'url'],
      oncePerObject: true,
    };
    const { url, service } = clientConfig;
    if (url === undefined) {
      if (!service) {
        report('IST0163', resource, { ...at, args: ['', name, 'is blank'] });
      }
      return;
    }
    const parsed = parseGoUrl(url);
    if (!parsed) {
      report('IST0163', resource, {
        ...at,
        args: [url, name, 'was provided in an invalid format'],
      });
    } else if (parseIpAddress(parsed.hostname)) {
      report('IST0164', resource, { ...at, args: [url, name] });
    }
  });
}

/** Webhooks of a control plane in another cluster. */
export const externalControlPlaneAnalyzer: Analyzer = {
  name: 'externalcontrolplane.ExternalControlPlaneAnalyzer',
  description:
    'Looks for webhooks whose control plane outside the cluster has no proper address.',
  codes: ['IST0163', 'IST0164'],
  reads: ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
  analyze(view, report) {
    view
      .all('ValidatingWebhookConfiguration')
      .filter(
        ({ name }) => name === VALIDATORS[0] || name.startsWith(VALIDATORS[1]),
      )
      .forEach(one => check(one, report));
    view
      .all('MutatingWebhookConfiguration')
      .filter(({ name }) => name.startsWith(INJECTOR))
      .forEach(one => check(one, report));
  },
};
