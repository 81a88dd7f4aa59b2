import { ISTIO_POLICIES } from './istioPolicies';
import { ISTIO_ROUTING } from './istioRouting';
import { ISTIO_WORKLOADS } from './istioWorkloads';
import { KIALI_MESSAGES } from './kiali';
import { MESHPORT_MESSAGES } from './meshport';
import { MessageCatalogue } from './MessageSpec';

export { argumentText } from './MessageSpec';
export type { MessageSpec } from './MessageSpec';

/** Every code that an analyzer here can report. */
export const MESSAGES: MessageCatalogue = {
  ...ISTIO_ROUTING,
  ...ISTIO_WORKLOADS,
  ...ISTIO_POLICIES,
  ...KIALI_MESSAGES,
  ...MESHPORT_MESSAGES,
};

/** The page that explains a code; undefined for codes of our own. */
export function documentationOf(code: string): string | undefined {
  if (code.startsWith('IST')) {
    return `https://istio.io/latest/docs/reference/config/analysis/${code.toLowerCase()}/`;
  }
  return code.startsWith('KIA')
    ? `https://kiali.io/docs/features/validations/#${code.toLowerCase()}`
    : undefined;
}
