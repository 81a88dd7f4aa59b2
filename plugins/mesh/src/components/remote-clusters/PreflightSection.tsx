import { Text, VisuallyHidden } from '@backstage/ui';
import {
  PreflightPairReport,
  RemotePreflightVerdict,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { StateBlock } from '../frame/StateBlock';
import { Status, StatusIcon } from '../parts/StatusIcon';
import { Section } from '../requests/Section';
import styles from './remote.module.css';

/** The mark of a verdict. */
export const VERDICT_MARK: Record<RemotePreflightVerdict, Status> = {
  ok: 'ok',
  info: 'off',
  warning: 'warning',
  unknown: 'unknown',
  error: 'bad',
};

const WORST: RemotePreflightVerdict[] = ['error', 'unknown', 'warning', 'info'];

/** What stands in the way of a pair of clusters, the worst first, each with its mend. */
export function PreflightSection({ report }: { report: PreflightPairReport }) {
  const { t } = useWords();
  const findings = report.checks
    .flatMap(({ findings: found }) => found)
    .sort((a, b) => WORST.indexOf(a.severity) - WORST.indexOf(b.severity));
  const fine = report.checks.filter(one => one.verdict === 'ok').length;
  return (
    <Section title={t('remote.preflight.title')}>
      {findings.length === 0 && (
        <StateBlock status="ok" title={t('remote.preflight.none')} />
      )}
      <ul className={styles.list}>
        {findings.map(({ severity, code, message, mend, evidence }) => (
          <li key={`${code} ${message}`} className={styles.line}>
            <StatusIcon status={VERDICT_MARK[severity]} />
            <div>
              <Text as="p" variant="body-small" weight="bold">
                <VisuallyHidden>
                  {`${t(`remote.preflight.verdict.${severity}`)}: `}
                </VisuallyHidden>
                {message}
              </Text>
              <Text as="p" variant="body-small">
                {mend}
              </Text>
              {evidence?.map(one => (
                <Text
                  key={one}
                  as="p"
                  variant="body-small"
                  color="secondary"
                  className={styles.mono}
                >
                  {one}
                </Text>
              ))}
            </div>
          </li>
        ))}
      </ul>
      {fine > 0 && (
        <Text as="p" variant="body-small" color="secondary">
          {t('remote.preflight.count', {
            number: String(fine),
            all: String(report.checks.length),
          })}
        </Text>
      )}
    </Section>
  );
}
