import { EgressGatewaySummary } from '@meshport/backstage-plugin-mesh-common';
import { Words } from '../../words/useWords';
import { countsText } from '../findings/severity';
import { formatNames } from '../../words/times';

/** What somebody should look at, e.g. `2 things need attention, 1 warning`; empty when nothing. */
export function attentionText(
  gateway: EgressGatewaySummary,
  t: Words['t'],
): string {
  const number = gateway.problems.filter(
    ({ severity }) => severity !== 'info',
  ).length;
  const problems =
    number === 1
      ? t('egress.problems.countOne')
      : t('egress.problems.count', { number: String(number) });
  const { error, warning } = gateway.findings;
  return formatNames(
    [
      number > 0 ? problems : '',
      countsText({ error, warning, info: 0 }, t),
    ].filter(Boolean),
  );
}
