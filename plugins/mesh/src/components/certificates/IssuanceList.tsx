import { Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { CaIssuance } from '@meshport/backstage-plugin-mesh-common';
import { requestRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { Moment } from '../parts/Moment';
import { StatusIcon } from '../parts/StatusIcon';
import { ISSUANCE_MARK, inPairs } from './certificateStanding';
import { RequestDialog } from '../requests/RequestDialog';
import styles from './certificates.module.css';
import layout from '../remote-clusters/remote.module.css';

/** What was issued, or tried, through the portal, with every step. */
export function IssuanceList(props: {
  issuances: CaIssuance[];
  /** Whether each names its cluster. */
  withCluster?: boolean;
  /** Whether they stand on the page of their request. */
  onRequest?: boolean;
}) {
  return (
    <ul className={layout.list}>
      {props.issuances.map(one => (
        <Issuance
          key={one.id}
          issuance={one}
          withCluster={props.withCluster ?? false}
          onRequest={props.onRequest ?? false}
        />
      ))}
    </ul>
  );
}

function Issuance(props: {
  issuance: CaIssuance;
  withCluster: boolean;
  onRequest: boolean;
}) {
  const { issuance, withCluster, onRequest } = props;
  const { t, day } = useWords();
  const page = useRouteRef(requestRouteRef);
  const { authority, cluster, keyType, state, serial, notAfter, replaced } =
    issuance;
  const what = t('certificates.history.key', { key: keyType, authority });
  return (
    <li className={layout.line}>
      <StatusIcon status={replaced ? 'off' : ISSUANCE_MARK[state]} />
      <div className={layout.cell}>
        <Text as="p" variant="body-small" weight="bold">
          {withCluster && `${cluster}: `}
          {what}
          {notAfter &&
            `, ${t('certificates.history.until', {
              day: day(Date.parse(notAfter)),
            })}`}
          {` · ${
            replaced
              ? t('certificates.history.replaced')
              : t(`certificates.state.${state}`)
          }`}
        </Text>
        {serial && (
          <Text as="p" variant="body-small" color="secondary">
            {t('certificates.chain.serial')}{' '}
            <span className={styles.print}>{inPairs(serial)}</span>
          </Text>
        )}
        {issuance.problem && (
          <>
            <Text as="p" variant="body-small">
              {issuance.problem.cause}
            </Text>
            <Text as="p" variant="body-small">
              {issuance.problem.mend}
            </Text>
          </>
        )}
        <Steps issuance={issuance} />
        {issuance.requestId && page && !onRequest && (
          <Link href={page({ id: issuance.requestId })} variant="body-small">
            {issuance.requestTitle ?? t('certificates.history.request')} →
          </Link>
        )}
        <Revocation issuance={issuance} />
      </div>
    </li>
  );
}

function Steps({ issuance }: { issuance: CaIssuance }) {
  const { t, clock } = useWords();
  return issuance.events.length > 0 ? (
    <details className={styles.more}>
      <summary>{t('certificates.history.steps')}</summary>
      <ol className={styles.events}>
        {issuance.events.map(({ state, at, text }) => (
          <li key={`${at} ${state}`}>
            <Text as="span" variant="body-small">
              <Moment time={Date.parse(at)}>{clock(Date.parse(at))}</Moment>{' '}
              {t(`certificates.state.${state}`)}
              {text && `: ${text}`}
            </Text>
          </li>
        ))}
      </ol>
    </details>
  ) : null;
}

function Revocation({ issuance }: { issuance: CaIssuance }) {
  const { t } = useWords();
  const { id, serial, state, revocable, revocableWhy } = issuance;
  if (revocable) {
    return (
      <RequestDialog
        kind="certificate-authority-revoke"
        parameters={{ issuance: id, reason: 'superseded' }}
        words={{
          open: t('certificates.revoke.open'),
          title: t('certificates.revoke.title', {
            serial: serial
              ? inPairs(serial)
              : t('certificates.revoke.unknownSerial'),
          }),
          warning: t('certificates.revoke.warning'),
          reason: t('certificates.revoke.reason'),
          ask: t('certificates.revoke.ask'),
          asked: t('certificates.revoke.asked'),
          follow: t('certificates.revoke.follow'),
          refused: t('certificates.revoke.refused'),
        }}
        isDestructive
      />
    );
  }
  return state === 'orphaned' && revocableWhy ? (
    <Text as="p" variant="body-small" color="secondary">
      {t('certificates.history.revokeNot', { why: revocableWhy })}
    </Text>
  ) : null;
}
