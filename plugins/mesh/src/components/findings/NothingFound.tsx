import { Button, Text } from '@backstage/ui';
import { FindingsAnswer } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { EmptyState } from '../frame/EmptyState';
import { FindingsFilter, isFiltered } from './findingsFilter';
import styles from './findings.module.css';

/** Why a list is empty: by the filters, or because nothing is found. */
export function NothingFound(props: {
  answer: FindingsAnswer;
  filter: FindingsFilter;
  show: (next: Partial<FindingsFilter>) => void;
  /** The clusters of which "nothing" is known. */
  known: string[];
}) {
  const { answer, filter, show, known } = props;
  const { t } = useWords();
  if (isFiltered(filter)) {
    return (
      <div className={styles.part}>
        <Text as="p" variant="body-medium" weight="bold">
          {t('findings.empty.filtered')}
        </Text>
        <div>
          <Button
            size="small"
            variant="secondary"
            onPress={() =>
              show({
                severity: [],
                code: [],
                text: '',
                cluster: undefined,
                namespace: undefined,
              })
            }
          >
            {t('findings.empty.clear')}
          </Button>
        </div>
      </div>
    );
  }
  if (filter.state !== 'open') {
    return (
      <Text as="p" variant="body-medium" weight="bold">
        {t(`findings.empty.${filter.state}`)}
      </Text>
    );
  }
  return (
    <EmptyState
      words={{
        title: t('findings.empty.title'),
        titleIn: clusters => t('findings.empty.titleIn', { clusters }),
        next: t('findings.empty.next'),
      }}
      known={known}
      total={answer.clusters.length + (answer.withheldClusters ? 1 : 0)}
    />
  );
}
