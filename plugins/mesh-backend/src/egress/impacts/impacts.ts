import { EgressImpact } from '@meshport/backstage-plugin-mesh-common';
import { EgressNote } from '@meshport/istio';
import { ImpactInput } from './ImpactInput';
import { networkPolicyImpacts } from './networkPolicy';
import { registryImpact } from './registryOnly';
import { strictImpact } from './strictMutualTls';

/** Notes of which an impact tells more. */
const SAID_HERE = ['registry-only', 'allow-any'];

/** What a gateway would do to others, as far as configuration shows. */
export function impactsOf(
  input: ImpactInput,
  notes: readonly EgressNote[],
): EgressImpact[] {
  return [
    ...(input.model.strictMtls ? [strictImpact(input)] : []),
    registryImpact(input),
    ...(input.model.networkPolicy ? networkPolicyImpacts(input) : []),
    ...notes.filter(one => !SAID_HERE.includes(one.code)).map(ofNote),
  ];
}

function checkOf(field: string, code: string): EgressImpact['check'] {
  if (field.startsWith('readiness')) {
    return 'READINESS';
  }
  if (/peer-authentication|hop|callers/.test(code)) {
    return 'HOP';
  }
  if (code.startsWith('network-policy')) {
    return 'NETWORK_POLICY';
  }
  return code.startsWith('dns') ? 'DNS' : 'OTHER';
}

function ofNote({ field, code, message, severity }: EgressNote): EgressImpact {
  return {
    check: checkOf(field, code),
    severity: severity === 'warning' ? 'warning' : 'info',
    message,
    affected: [],
    ...(severity === 'unknown' ? { unknown: message } : {}),
  };
}
