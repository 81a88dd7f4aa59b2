import { Text, VisuallyHidden } from '@backstage/ui';
import {
  ClusterFindingCounts,
  FINDING_SEVERITIES,
  MeshFindingSeverity,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { StatusIcon } from '../parts/StatusIcon';
import { FindingsFilter } from './findingsFilter';
import { SEVERITY_MARK } from './severity';
import styles from './findings.module.css';

/** How many findings each cluster has of each severity; a number chooses them. */
export function ClusterTable(props: {
  counts: ClusterFindingCounts[];
  /** Of clusters that are told by another name. */
  titles: ReadonlyMap<string, string>;
  filter: FindingsFilter;
  onChoose: (next: Partial<FindingsFilter>) => void;
}) {
  const { counts, titles, filter, onChoose } = props;
  const { t } = useWords();
  const isChosen = (cluster: string, severity: MeshFindingSeverity) =>
    filter.cluster === cluster &&
    filter.severity.length === 1 &&
    filter.severity[0] === severity;
  return (
    <table className={styles.clusters}>
      <caption>
        <VisuallyHidden>{t('findings.clusters.caption')}</VisuallyHidden>
      </caption>
      <thead>
        <tr>
          <th scope="col">{t('findings.filter.cluster')}</th>
          {FINDING_SEVERITIES.map(severity => (
            <th key={severity} scope="col">
              <span className={styles.head}>
                <StatusIcon status={SEVERITY_MARK[severity]} />
                {t(`findings.clusters.${severity}`)}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {counts.map(one => (
          <tr key={one.cluster}>
            <th scope="row">{titles.get(one.cluster) ?? one.cluster}</th>
            {FINDING_SEVERITIES.map(severity => (
              <td key={severity}>
                {one[severity] === 0 ? (
                  <Text as="span" variant="body-small" color="secondary">
                    0
                  </Text>
                ) : (
                  <button
                    type="button"
                    className={styles.count}
                    aria-pressed={isChosen(one.cluster, severity)}
                    onClick={() =>
                      onChoose(
                        isChosen(one.cluster, severity)
                          ? { cluster: undefined, severity: [] }
                          : { cluster: one.cluster, severity: [severity] },
                      )
                    }
                  >
                    {one[severity]}
                    <VisuallyHidden>
                      {` ${t(`findings.clusters.${severity}`)}, ${one.cluster}`}
                    </VisuallyHidden>
                  </button>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
