import { Text, VisuallyHidden } from '@backstage/ui';
import {
  CheckedFinding,
  EgressImpact,
  EgressPreview,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import { Certificate } from '../Certificate';
import { NotJudgedNote } from '../../findings/NotJudgedNote';
import { SEVERITY_MARK } from '../../findings/severity';
import { StatusIcon } from '../../parts/StatusIcon';
import { ReviewPart } from './ReviewPart';
import styles from './form.module.css';

const ORDER = ['error', 'warning', 'info'];

/** What a gateway would do to others, and which findings it would cause and cure. */
export function PreviewEffects({ preview }: { preview: EgressPreview }) {
  const { t } = useWords();
  const { impacts, caused, cured, notJudged, findingsWhy } = preview;
  const sorted = [...impacts].sort(
    (a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity),
  );
  return (
    <>
      <ReviewPart title={t('egressForm.review.impacts')}>
        {sorted.length === 0 ? (
          <Text as="p" variant="body-small">
            {t('egressForm.review.noImpacts')}
          </Text>
        ) : (
          <ul className={styles.plain}>
            {sorted.map(impact => (
              <li key={`${impact.check} ${impact.message}`}>
                <Impact impact={impact} />
              </li>
            ))}
          </ul>
        )}
        {preview.warnings.length > 0 && (
          <ul className={styles.bullets}>
            {preview.warnings.map(warning => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        )}
      </ReviewPart>
      <ReviewPart title={t('egressForm.review.findings')}>
        {findingsWhy && (
          <Text as="p" variant="body-small">
            {findingsWhy}
          </Text>
        )}
        {!findingsWhy && caused.length === 0 && (
          <Text as="p" variant="body-small">
            <StatusIcon status="ok" /> {t('egressForm.review.noFindings')}
          </Text>
        )}
        <Findings list={caused} label={t('egressForm.review.caused')} />
        <Findings list={cured} label={t('egressForm.review.cured')} />
        <NotJudgedNote notJudged={notJudged} />
      </ReviewPart>
      {preview.credentials.length > 0 && (
        <ReviewPart title={t('egressForm.review.credentials')}>
          {preview.credentials.map(credential => (
            <Certificate
              key={`${credential.namespace}/${credential.name}`}
              credential={credential}
              isWhole
            />
          ))}
        </ReviewPart>
      )}
    </>
  );
}

function Impact({ impact }: { impact: EgressImpact }) {
  const { t } = useWords();
  const { severity, message, affected, unknown } = impact;
  return (
    <div className={styles.line}>
      <StatusIcon status={SEVERITY_MARK[severity]} />
      <div>
        <Text as="p" variant="body-small">
          <VisuallyHidden>{`${t(
            `findings.severity.${severity}`,
          )}: `}</VisuallyHidden>
          {message}
        </Text>
        {affected.length > 0 && (
          <ul className={styles.bullets}>
            {affected.map(one => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        )}
        {unknown && unknown !== message && (
          <Text as="p" variant="body-small" color="secondary">
            {unknown}
          </Text>
        )}
      </div>
    </div>
  );
}

function Findings(props: { list: CheckedFinding[]; label: string }) {
  const { list, label } = props;
  const { t } = useWords();
  if (list.length === 0) {
    return null;
  }
  return (
    <>
      <Text as="p" variant="body-small" weight="bold">
        {label}
      </Text>
      <ul className={styles.plain}>
        {list.map(({ id, severity, code, message, effect, mend }) => (
          <li key={id} className={styles.line}>
            <StatusIcon status={SEVERITY_MARK[severity]} />
            <div>
              <Text as="p" variant="body-small">
                {`${t(`findings.severity.${severity}`)} ${code}: ${message}`}
              </Text>
              <Text as="p" variant="body-small" color="secondary">
                {mend ?? effect}
              </Text>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
