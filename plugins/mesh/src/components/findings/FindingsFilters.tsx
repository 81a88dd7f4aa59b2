import { useCallback } from 'react';
import {
  SearchField,
  Select,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import {
  FINDING_SEVERITIES,
  FINDING_STATES,
  MeshFindingSeverity,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { useTypedText } from '../parts/useTypedText';
import { FindingsFilter } from './findingsFilter';
import styles from './findings.module.css';

/** A select has no choice without a key. */
const ANY = '*';

/** Which findings: open or gone, how bad, where, with which words. */
export function FindingsFilters(props: {
  filter: FindingsFilter;
  clusters: { name: string; title?: string }[];
  onChange: (next: Partial<FindingsFilter>) => void;
}) {
  const { filter, clusters, onChange } = props;
  const { t } = useWords();
  const onText = useCallback((text: string) => onChange({ text }), [onChange]);
  const [text, setText] = useTypedText(filter.text, onText);

  return (
    <div className={styles.filters}>
      <ToggleButtonGroup
        aria-label={t('findings.filter.state')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[filter.state]}
        onSelectionChange={keys =>
          onChange({ state: [...keys][0] as FindingsFilter['state'] })
        }
      >
        {FINDING_STATES.map(state => (
          <ToggleButton key={state} id={state}>
            {t(`findings.filter.${state}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <SearchField
        className={styles.search}
        aria-label={t('findings.filter.search')}
        placeholder={t('findings.filter.search')}
        value={text}
        onChange={setText}
      />
      <Select
        className={styles.choice}
        aria-label={t('findings.filter.severity')}
        placeholder={t('findings.filter.anySeverity')}
        selectionMode="multiple"
        options={FINDING_SEVERITIES.map(severity => ({
          value: severity,
          label: t(`findings.severity.${severity}`),
        }))}
        value={filter.severity}
        onChange={severity =>
          onChange({ severity: severity as MeshFindingSeverity[] })
        }
      />
      <Select
        className={styles.choice}
        aria-label={t('findings.filter.cluster')}
        options={[
          { value: ANY, label: t('findings.filter.anyCluster') },
          ...clusters.map(({ name, title }) => ({
            value: name,
            label: title ?? name,
          })),
        ]}
        value={filter.cluster ?? ANY}
        onChange={cluster =>
          onChange({
            cluster: cluster === ANY ? undefined : String(cluster),
          })
        }
      />
    </div>
  );
}
