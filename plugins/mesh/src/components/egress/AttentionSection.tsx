import { Text, VisuallyHidden } from '@backstage/ui';
import { EgressGatewayDetail } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { FindingRow } from '../findings/FindingRow';
import { NotJudgedNote } from '../findings/NotJudgedNote';
import { SEVERITY_MARK } from '../findings/severity';
import findings from '../findings/findings.module.css';
import { StateBlock } from '../frame/StateBlock';
import { StatusIcon } from '../parts/StatusIcon';
import { Section } from '../requests/Section';
import styles from './egress.module.css';

/** What is half-right about a gateway, and the findings on its objects. */
export function AttentionSection(props: { gateway: EgressGatewayDetail }) {
  const { problems, foundFindings, notJudged } = props.gateway;
  const { t } = useWords();
  const isCalm = problems.length === 0 && foundFindings.length === 0;
  return (
    <Section title={t('egress.problems.title')}>
      {isCalm && <StateBlock status="ok" title={t('egress.problems.none')} />}
      {problems.length > 0 && (
        <ul className={styles.list}>
          {problems.map(({ severity, message, mend }) => (
            <li key={message} className={styles.line}>
              <StatusIcon status={SEVERITY_MARK[severity]} />
              <div>
                <Text as="p" variant="body-small" weight="bold">
                  <VisuallyHidden>
                    {`${t(`findings.severity.${severity}`)}: `}
                  </VisuallyHidden>
                  {message}
                </Text>
                {mend && (
                  <Text as="p" variant="body-small">
                    {mend}
                  </Text>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      {foundFindings.length > 0 && (
        <ul className={findings.findings}>
          {foundFindings.map(finding => (
            <FindingRow key={finding.id} finding={finding} />
          ))}
        </ul>
      )}
      <NotJudgedNote notJudged={notJudged} />
    </Section>
  );
}
