import { EgressGatewaySummary } from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { asSentence } from '../../words/sentence';
import { Words } from '../../words/useWords';
import { countsText } from '../findings/severity';
import { credentialStatus, statusOf } from './standing';

/** How a gateway stands, in a sentence: what somebody should look at, or that there is nothing. */
export function standingText(
  gateway: EgressGatewaySummary,
  t: Words['t'],
  now: number,
): string {
  const status = statusOf(gateway, now);
  if (status === 'ok' || status === 'unknown') {
    return t(`egress.standing.${status}`);
  }
  const { workload, problems, findings, credentials } = gateway;
  const number = problems.filter(({ severity }) => severity !== 'info').length;
  const { error, warning } = findings;
  const ending = credentials.some(one =>
    ['bad', 'warning'].includes(credentialStatus(one, now)),
  );
  const reasons = [
    workload.state === 'notReady' && t('egress.standing.notReady'),
    workload.state === 'absent' && t('egress.standing.absent'),
    number === 1 && t('egress.problems.countOne'),
    number > 1 && t('egress.problems.count', { number: String(number) }),
    countsText({ error, warning, info: 0 }, t),
    ending && t('egress.standing.certificate'),
  ].filter(Boolean) as string[];
  return asSentence(formatNames(reasons));
}
