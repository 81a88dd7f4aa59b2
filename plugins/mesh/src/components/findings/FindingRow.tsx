import { Button, Link, Text, VisuallyHidden } from '@backstage/ui';
import {
  CheckedFinding,
  MeshFinding,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Moment } from '../parts/Moment';
import { StatusIcon } from '../parts/StatusIcon';
import { SEVERITY_MARK } from './severity';
import { Suppressed } from './Suppressed';
import styles from './findings.module.css';

/** One finding: what is wrong, what happens because of it, and more on demand. */
export function FindingRow(props: {
  finding: MeshFinding | CheckedFinding;
  /** Shows the object and the mend; absent where there is nothing to show. */
  onOpen?: () => void;
}) {
  const { finding, onOpen } = props;
  const { t } = useWords();
  const { code, severity, cluster, object, path, message, effect } = finding;
  const name = `${object.kind} ${object.name}`;
  return (
    <li className={styles.finding} data-mesh-finding={code}>
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
          {'firstSeen' in finding && (
            <>
              {' · '}
              <Seen finding={finding} />
            </>
          )}
        </Text>
        <Text as="p" variant="body-small">
          {effect}
        </Text>
        {'suppressed' in finding && finding.suppressed && (
          <Suppressed suppressed={finding.suppressed} />
        )}
        {finding.mend && (
          <Text as="p" variant="body-small">
            <Text as="span" variant="body-small" color="secondary">
              {t('findings.mend')}
            </Text>{' '}
            {finding.mend}.
          </Text>
        )}
        {onOpen && (
          <Button size="small" variant="secondary" onPress={onOpen}>
            {finding.mend ? t('findings.show') : t('findings.showObject')}
            <VisuallyHidden>{` ${name}`}</VisuallyHidden>
          </Button>
        )}
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
