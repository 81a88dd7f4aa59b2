import { Text, VisuallyHidden } from '@backstage/ui';
import {
  CallerRule,
  PolicyReport,
} from '@meshport/backstage-plugin-mesh-common';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { Status, StatusIcon } from '../parts/StatusIcon';
import { NotKnown } from './NotKnown';
import { ObjectLink } from './ObjectDrawer';
import styles from './policies.module.css';

const STATUSES: Record<CallerRule['action'], Status> = {
  ALLOW: 'ok',
  DENY: 'bad',
  CUSTOM: 'unknown',
  AUDIT: 'off',
};

/** Who may call, from AuthorizationPolicies in the order they are asked. */
export function Callers({ report }: { report: PolicyReport }) {
  const { t } = useWords();
  const { access, callers, why } = report;
  return (
    <>
      {access === 'unknown' && (
        <Text as="p" variant="body-medium">
          <StatusIcon status="unknown" /> <NotKnown why={why} />
        </Text>
      )}
      {(access === 'anyone' || access === 'nobody') && (
        <Text as="p" variant="body-medium">
          <StatusIcon status={access === 'anyone' ? 'warning' : 'bad'} />{' '}
          {t(`policies.access.${access}`)}
        </Text>
      )}
      {callers.length > 0 && <CallerTable report={report} />}
    </>
  );
}

function CallerTable({ report }: { report: PolicyReport }) {
  const { t } = useWords();
  const columns = ['verdict', 'who', 'what', 'decidedBy'] as const;
  return (
    <div
      role="table"
      aria-label={t('policies.section.callers')}
      className={styles.table}
    >
      <VisuallyHidden role="row">
        {columns.map(column => (
          <span role="columnheader" key={column}>
            {t(`policies.column.${column}`)}
          </span>
        ))}
      </VisuallyHidden>
      {report.callers.map((caller, index) => (
        <Caller key={index} caller={caller} home={report} />
      ))}
    </div>
  );
}

function Caller({ caller, home }: { caller: CallerRule; home: PolicyReport }) {
  const { t } = useWords();
  const { action, who, what, conditions, decidedBy, hidden } = caller;
  return (
    <div role="row" className={`${styles.line} ${styles.caller}`}>
      <Text as="span" role="cell" variant="body-medium">
        <StatusIcon status={STATUSES[action]} />{' '}
        {t(`policies.action.${action}`)}
      </Text>
      <Text as="span" role="cell" variant="body-medium">
        {hidden ? t('policies.notShown') : formatNames(who)}
      </Text>
      <Text as="span" role="cell" variant="body-medium">
        {formatNames(
          what.map(part => (part === 'any' ? t('policies.anything') : part)),
        )}
        {conditions.length > 0 &&
          ` ${t('policies.when', { conditions: formatNames(conditions) })}`}
      </Text>
      <span role="cell">
        <ObjectLink object={decidedBy} home={home} />
      </span>
    </div>
  );
}
