import { useCallback } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Container, Select, Text } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  ClusterSummary,
  UpgradeFindingsAnswer,
} from '@meshport/backstage-plugin-mesh-common';
import { meshApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { FreshnessLine } from '../frame/FreshnessLine';
import { NoClustersState } from '../frame/NoClustersState';
import { ReleasesSection } from '../releases/ReleasesSection';
import { TagsSection } from '../releases/TagsSection';
import { UpgradePathSection } from '../releases/UpgradePathSection';
import { ReadStates } from '../requests/ReadStates';
import { useRead } from '../requests/useRead';
import { FindingRow } from './FindingRow';
import { NotJudgedNote } from './NotJudgedNote';
import { countFindings, countsText } from './severity';
import styles from './findings.module.css';

/** Configuration changes while one looks at it (milliseconds). */
const REFRESH_MS = 30_000;
const delay = () => REFRESH_MS;

/** What of a cluster's configuration another version of Istio would refuse or read differently; the address says which. */
export function UpgradePage() {
  const { t } = useWords();
  const api = useApi(meshApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.getClusters({ signal }),
    [api],
  );
  const read = useRead(load, delay);
  const title = t('findings.upgrade.title');
  return (
    <Container className={styles.page} data-mesh-upgrade>
      <h2 className={styles.heading}>{title}</h2>
      <Text as="p" variant="body-medium">
        {t('findings.upgrade.about')}
      </Text>
      <ReadStates read={read} title={title} rows={3}>
        {({ items }) =>
          items.length > 0 ? <Choice clusters={items} /> : <NoClustersState />
        }
      </ReadStates>
    </Container>
  );
}

function Choice({ clusters }: { clusters: ClusterSummary[] }) {
  const { t } = useWords();
  const api = useApi(meshApiRef);
  const [parameters, setParameters] = useSearchParams();
  const cluster = parameters.get('cluster') ?? clusters[0].name;
  const to = parameters.get('to') ?? undefined;
  const load = useCallback(
    (signal: AbortSignal) =>
      api.getUpgradeFindings({ cluster, to }, { signal }),
    [api, cluster, to],
  );
  const read = useRead(load, delay);
  const releases = read.value?.releases ?? [];
  return (
    <>
      <div className={styles.filters}>
        <Select
          className={styles.choice}
          label={t('findings.filter.cluster')}
          options={clusters.map(({ name, title }) => ({
            value: name,
            label: title ?? name,
          }))}
          value={cluster}
          onChange={name => setParameters({ cluster: String(name) })}
        />
        <Select
          className={styles.choiceWide}
          label={t('findings.upgrade.to')}
          placeholder={t('findings.upgrade.choose')}
          isDisabled={releases.length === 0}
          options={releases.map(({ version, supported, endOfLife }) => ({
            value: version,
            label: endOfLife
              ? t(
                  supported
                    ? 'findings.upgrade.supported'
                    : 'findings.upgrade.ended',
                  { version, day: endOfLife },
                )
              : version,
          }))}
          value={to ?? null}
          onChange={version => setParameters({ cluster, to: String(version) })}
        />
      </div>
      <ReadStates read={read} title={t('findings.upgrade.title')} rows={3}>
        {answer => (
          <>
            <Verdict answer={answer} />
            <FreshnessLine clusters={answer.clusters} />
          </>
        )}
      </ReadStates>
      <UpgradePathSection cluster={cluster} to={to} />
      <ReleasesSection cluster={cluster} />
      <TagsSection cluster={cluster} />
    </>
  );
}

function Verdict({ answer }: { answer: UpgradeFindingsAnswer }) {
  const { t } = useWords();
  const { cluster, from, to, findings, notJudged, releases, withheld } = answer;
  const runs = from
    ? t('findings.upgrade.runs', { cluster, from })
    : t('findings.upgrade.runsUnknown', { cluster });
  if (to === undefined) {
    return (
      <Text as="p" variant="body-medium" weight="bold">
        {runs}{' '}
        {releases.length > 0
          ? t('findings.upgrade.next')
          : t('findings.upgrade.newest')}
      </Text>
    );
  }
  const isUnknown = notJudged.some(({ codes }) => codes.includes('*'));
  return (
    <>
      {!isUnknown && (
        <Text as="p" variant="body-medium" weight="bold">
          {findings.length > 0
            ? t('findings.upgrade.found', {
                counts: countsText(countFindings(findings), t),
                from: from ?? '',
                to,
              })
            : t('findings.upgrade.nothing', { from: from ?? '', to })}
        </Text>
      )}
      {isUnknown && (
        <Text as="p" variant="body-medium" weight="bold">
          {notJudged[0].reason}
        </Text>
      )}
      <ul className={styles.findings}>
        {findings.map(finding => (
          <FindingRow key={finding.id} finding={finding} />
        ))}
      </ul>
      {withheld && (
        <Text as="p" variant="body-small" color="secondary">
          {t('findings.upgrade.withheld')}
        </Text>
      )}
      {!isUnknown && <NotJudgedNote notJudged={notJudged} />}
    </>
  );
}
