import { useCallback, useState } from 'react';
import { Badge, Button, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  MeshRelease,
  ReleasesAnswer,
} from '@meshport/backstage-plugin-mesh-common';
import { meshReleasesApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { FreshnessLine } from '../frame/FreshnessLine';
import { CopyIcon } from '../parts/CopyButton';
import { ScrollRegion } from '../parts/ScrollRegion';
import { Status, StatusIcon } from '../parts/StatusIcon';
import { ReadSection } from './ReadSection';
import { Remarks } from './Remarks';
import styles from './releases.module.css';

const STATUSES: Record<string, Status> = {
  error: 'bad',
  warning: 'warning',
  info: 'ok',
};

const FITS: Record<MeshRelease['fit'], Status> = {
  supported: 'ok',
  tested: 'warning',
  tooOld: 'warning',
  tooNew: 'warning',
  unknown: 'unknown',
};

/** How a cluster stands, and the releases that are known. */
export function ReleasesSection({ cluster }: { cluster: string }) {
  const { t } = useWords();
  const api = useApi(meshReleasesApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.getReleases({ cluster }, { signal }),
    [api, cluster],
  );
  return (
    <ReadSection<ReleasesAnswer>
      title={t('releases.remarks.title', { cluster })}
      name="releases"
      load={load}
    >
      {answer => (
        <>
          <Standing answer={answer} cluster={cluster} />
          <FreshnessLine clusters={answer.clusters} />
          <Releases answer={answer} />
        </>
      )}
    </ReadSection>
  );
}

function Standing(props: { answer: ReleasesAnswer; cluster: string }) {
  const { answer, cluster } = props;
  const { t } = useWords();
  const { upToDate, remarks, drift } = answer;
  return (
    <>
      {upToDate !== false && (
        <Text as="p" variant="body-medium" weight="bold">
          {upToDate
            ? t('releases.remarks.upToDate', { cluster })
            : t('releases.remarks.none', { cluster })}
        </Text>
      )}
      <Remarks
        sentences={remarks.map(({ severity, message }) => ({
          status: STATUSES[severity],
          text: message,
        }))}
      />
      {drift.length > 0 && (
        <>
          <Text as="p" variant="body-medium" weight="bold">
            {t('releases.remarks.drift')}
          </Text>
          <Remarks
            sentences={drift.map(({ state, sentence }) => ({
              status: state === 'drifted' ? 'bad' : 'unknown',
              text: sentence,
            }))}
          />
        </>
      )}
    </>
  );
}

function Releases({ answer }: { answer: ReleasesAnswer }) {
  const { t } = useWords();
  const [showsAll, setShowsAll] = useState(false);
  const { releases, source } = answer;
  const newest = releases.filter(
    ({ newest: isNewest, runs }) => isNewest || runs.length > 0,
  );
  const shown = showsAll ? releases : newest;
  return (
    <>
      <h3 className={styles.heading}>{t('releases.list.title')}</h3>
      <ScrollRegion label={t('releases.list.table')}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('releases.list.version')}</th>
              <th scope="col">{t('releases.list.distribution')}</th>
              <th scope="col">{t('releases.list.support')}</th>
              <th scope="col">{t('releases.list.kubernetes')}</th>
              <th scope="col">{t('releases.list.runs')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(release => (
              <ReleaseRow
                key={`${release.flavour} ${release.version}`}
                release={release}
              />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {newest.length < releases.length && (
        <div>
          <Button variant="secondary" onPress={() => setShowsAll(!showsAll)}>
            {showsAll
              ? t('releases.list.fewer')
              : t('releases.list.all', { count: String(releases.length) })}
          </Button>
        </div>
      )}
      <Text as="p" variant="body-small" color="secondary">
        {t(`releases.list.${source}`)}
      </Text>
    </>
  );
}

function ReleaseRow({ release }: { release: MeshRelease }) {
  const { t } = useWords();
  const { version, flavour, kubernetes, fit, runs, securityPatch } = release;
  return (
    <tr>
      <th scope="row">
        {version}
        <CopyIcon text={version} />{' '}
        {securityPatch && (
          <Badge icon={<StatusIcon status="warning" />}>
            {t('releases.list.security')}
          </Badge>
        )}
      </th>
      <td>{t(`releases.flavour.${flavour}`)}</td>
      <td>
        <Support release={release} />
      </td>
      <td>
        {rangeOf(kubernetes)} <StatusIcon status={FITS[fit]} />{' '}
        {t(`releases.fit.${fit}`)}
      </td>
      <td>{runs.join(', ')}</td>
    </tr>
  );
}

function Support({ release }: { release: MeshRelease }) {
  const { t, day } = useWords();
  const { status, endOfLife, endOfLifeExpected, endOfLifeOf } = release;
  if (!endOfLife) {
    return <>{t('releases.list.unknown')}</>;
  }
  const date = { day: day(Date.parse(endOfLife)) };
  const until = endOfLifeExpected
    ? t('releases.list.untilExpected', date)
    : t('releases.list.until', date);
  return (
    <>
      <StatusIcon status={status === 'endOfLife' ? 'bad' : 'ok'} />{' '}
      {status === 'endOfLife' ? t('releases.list.ended', date) : until}
      {endOfLifeOf && ` ${t('releases.list.ofIstio')}`}
    </>
  );
}

/** `1.32–1.36`; they come sorted. */
function rangeOf(minors: readonly string[]): string {
  return minors.length > 1
    ? `${minors[0]}–${minors[minors.length - 1]}`
    : minors.join('');
}
