import { useCallback } from 'react';
import { SearchField, Select } from '@backstage/ui';
import { VirtualMachineHealth } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import styles from '../../egress/egress.module.css';
import { useTypedText } from '../../parts/useTypedText';
import { HEALTHS } from '../machines';
import { FleetFilter } from './fleetFilter';

/** A select has no choice without a key. */
const ANY = '*';

/** Which machines: with which words, where, how well. */
export function FleetFilters(props: {
  filter: FleetFilter;
  clusters: { name: string; title?: string }[];
  onChange: (next: Partial<FleetFilter>) => void;
}) {
  const { filter, clusters, onChange } = props;
  const { t } = useWords();
  const onText = useCallback((text: string) => onChange({ text }), [onChange]);
  const [text, setText] = useTypedText(filter.text, onText);
  // A cluster of the address that is not known (yet) stays chosen.
  const choices = clusters.some(one => one.name === filter.cluster)
    ? clusters
    : [...clusters, ...(filter.cluster ? [{ name: filter.cluster }] : [])];
  return (
    <div className={styles.filters}>
      <SearchField
        className={styles.search}
        aria-label={t('machines.search')}
        placeholder={t('machines.search')}
        value={text}
        onChange={setText}
      />
      <Select
        className={styles.choice}
        aria-label={t('machines.fleet.cluster')}
        options={[
          { id: ANY, label: t('machines.fleet.anyCluster') },
          ...choices.map(({ name, title }) => ({
            id: name,
            label: title ?? name,
          })),
        ]}
        value={filter.cluster ?? ANY}
        onChange={cluster =>
          onChange({ cluster: cluster === ANY ? undefined : String(cluster) })
        }
      />
      <Select
        className={styles.choice}
        aria-label={t('machines.column.health')}
        placeholder={t('machines.everyHealth')}
        selectionMode="multiple"
        options={HEALTHS.map(health => ({
          id: health,
          label: t(`machines.health.${health}`),
        }))}
        value={filter.health}
        onChange={health =>
          onChange({ health: health as VirtualMachineHealth[] })
        }
      />
    </div>
  );
}
