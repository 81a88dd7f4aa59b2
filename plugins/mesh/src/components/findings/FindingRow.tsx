import { useId, useState } from 'react';
import { Link, Text, VisuallyHidden } from '@backstage/ui';
import { MeshFinding } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Moment } from '../parts/Moment';
import { StatusIcon } from '../parts/StatusIcon';
import { FindingDetail } from './FindingDetail';
import { SEVERITY_MARK } from './severity';
import styles from './findings.module.css';

/** One finding: what is wrong, what happens because of it, and more on demand. */
export function FindingRow({ finding }: { finding: MeshFinding }) {
  const { t } = useWords();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const { code, severity, cluster, object, path, message, effect } = finding;
  const name = `${object.kind} ${object.name}`;
  return (
    <li className={styles.finding} data-mesh-finding={code}>
      <div className={styles.line}>
        <StatusIcon status={SEVERITY_MARK[severity]} />
        <div className={styles.words}>
          <Text as="p" variant="body-medium" weight="bold">
            <VisuallyHidden>{`${t(
              `findings.severity.${severity}`,
            )}: `}</VisuallyHidden>
            {message}
          </Text>
          <Text as="p" variant="body-small" color="secondary">
            {finding.documentation ? (
              <Link
                href={finding.documentation}
                target="_blank"
                variant="body-small"
                aria-label={t('findings.explain', { code })}
              >
                {code}
              </Link>
            ) : (
              code
            )}
            {' · '}
            {object.kind} <span className={styles.mono}>{object.name}</span>{' '}
            {object.namespace
              ? t('findings.place', { namespace: object.namespace, cluster })
              : t('findings.inCluster', { cluster })}
            {path && (
              <>
                {' · '}
                <span className={styles.mono}>{path}</span>
              </>
            )}
            {' · '}
            <Seen finding={finding} />
          </Text>
          <Text as="p" variant="body-small">
            <Text as="span" variant="body-small" color="secondary">
              {t('findings.effect')}
            </Text>{' '}
            {effect}
          </Text>
          {finding.mend && (
            <Text as="p" variant="body-small">
              <Text as="span" variant="body-small" color="secondary">
                {t('findings.mend')}
              </Text>{' '}
              {finding.mend}
            </Text>
          )}
          <button
            type="button"
            className={styles.toggle}
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? t('findings.hide') : t('findings.show')}
            <VisuallyHidden>{` ${name}`}</VisuallyHidden>
          </button>
        </div>
      </div>
      <div id={id} hidden={!isOpen} className={styles.drawer}>
        {isOpen && <FindingDetail id={finding.id} name={name} />}
      </div>
    </li>
  );
}

function Seen({ finding }: { finding: MeshFinding }) {
  const { t, ago } = useWords();
  const { firstSeen, resolved } = finding;
  const time = Date.parse(resolved ?? firstSeen);
  return (
    <Moment time={time}>
      {resolved
        ? t('findings.resolvedAt', { time: ago(time) })
        : t('findings.since', { time: ago(time) })}
    </Moment>
  );
}
