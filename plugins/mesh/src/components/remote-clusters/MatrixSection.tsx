import { useState } from 'react';
import { Button, Link, Text, VisuallyHidden } from '@backstage/ui';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import {
  PreflightPairReport,
  RemotePreflightReport,
} from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { meshRemoteClustersApiRef } from '../../api';
import { remoteClusterRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { StateBlock } from '../frame/StateBlock';
import { Moment } from '../parts/Moment';
import { StatusIcon } from '../parts/StatusIcon';
import { Section } from '../requests/Section';
import { PreflightSection, VERDICT_MARK } from './PreflightSection';
import { ScrollTable } from './ScrollTable';
import styles from './remote.module.css';

/** What stands in the way of all pairs of clusters, as a matrix; asked for by a button, since it takes a while. */
export function MatrixSection() {
  const { t, ago } = useWords();
  const api = useApi(meshRemoteClustersApiRef);
  const [report, setReport] = useState<RemotePreflightReport>();
  const [error, setError] = useState<Error>();
  const [isPending, setPending] = useState(false);
  const [shown, setShown] = useState<string>();

  async function look() {
    setPending(true);
    try {
      setReport(await api.preflight({}));
      setError(undefined);
    } catch (cause) {
      setError(cause as Error);
    } finally {
      setPending(false);
    }
  }
  const chosen = report?.pairs.find(pair => keyOf(pair) === shown);
  return (
    <>
      <Section title={t('remote.matrix.title')}>
        {error && (
          <StateBlock status="bad" title={t('remote.matrix.error')}>
            <Text as="p" variant="body-small">
              {messageOf(error)}
            </Text>
          </StateBlock>
        )}
        {!report && (
          <Text as="p" variant="body-small">
            {t('remote.matrix.lead')}
          </Text>
        )}
        {report?.pairs.length === 0 && (
          <Text as="p" variant="body-small">
            {t('remote.matrix.none')}
          </Text>
        )}
        {report && report.pairs.length > 0 && (
          <Matrix report={report} onShow={setShown} />
        )}
        <div className={styles.line}>
          <Button
            size="small"
            variant="secondary"
            isPending={isPending}
            onPress={look}
          >
            {t(report ? 'remote.matrix.again' : 'remote.matrix.look')}
          </Button>
          {report && (
            <Text as="p" variant="body-small" color="secondary">
              <Moment time={Date.parse(report.at)}>
                {t('remote.status.asOf', { ago: ago(Date.parse(report.at)) })}
              </Moment>
            </Text>
          )}
        </div>
      </Section>
      {chosen && (
        <>
          <PreflightSection report={chosen} />
          <PairLinks clusters={chosen.clusters} />
        </>
      )}
    </>
  );
}

/** The pages of a pair, one for each way. */
function PairLinks({ clusters: [one, other] }: { clusters: [string, string] }) {
  const { t } = useWords();
  const page = useRouteRef(remoteClusterRouteRef);
  return (
    <>
      {page &&
        [
          { primary: one, remote: other },
          { primary: other, remote: one },
        ].map(pair => (
          <Link key={pair.primary} href={page(pair)} variant="body-small">
            {t('remote.matrix.open', pair)} →
          </Link>
        ))}
    </>
  );
}

function keyOf({ clusters }: PreflightPairReport): string {
  return clusters.join('/');
}

function Matrix(props: {
  report: RemotePreflightReport;
  onShow: (key: string) => void;
}) {
  const { report, onShow } = props;
  const { t } = useWords();
  return (
    <ScrollTable label={t('remote.matrix.title')}>
      <thead>
        <tr>
          <th scope="col">{t('remote.matrix.pair')}</th>
          {report.checks.map(check => (
            <th key={check} scope="col">
              {check}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {report.pairs.map(pair => (
          <tr key={keyOf(pair)}>
            <th scope="row">
              <Button
                size="small"
                variant="tertiary"
                onPress={() => onShow(keyOf(pair))}
              >
                {pair.clusters.join(' – ')}
              </Button>
            </th>
            {report.checks.map(name => {
              const verdict =
                pair.checks.find(check => check.name === name)?.verdict ??
                'unknown';
              return (
                <td key={name}>
                  <StatusIcon status={VERDICT_MARK[verdict]} />
                  <VisuallyHidden>
                    {t(`remote.preflight.verdict.${verdict}`)}
                  </VisuallyHidden>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
