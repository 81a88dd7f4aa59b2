import { useCallback } from 'react';
import { SearchField, Select } from '@backstage/ui';
import { useWords } from '../../words/useWords';
import { useTypedText } from '../parts/useTypedText';
import { Matter, MATTERS, OverviewFilter } from './overviewFilter';
import styles from './fleet.module.css';

/** A select has no choice without a key; no network is called so. */
const ANY = '*';

/** Which clusters: with which words, in which network, with what the matter. */
export function OverviewFilters(props: {
  filter: OverviewFilter;
  networks: string[];
  onChange: (next: Partial<OverviewFilter>) => void;
}) {
  const { filter, networks, onChange } = props;
  const { t } = useWords();
  const onText = useCallback((text: string) => onChange({ text }), [onChange]);
  const [text, setText] = useTypedText(filter.text, onText);
  // A network of the address that is not known (yet) stays chosen.
  const choices =
    filter.network === undefined || networks.includes(filter.network)
      ? networks
      : [...networks, filter.network];
  return (
    <div className={styles.filters}>
      <SearchField
        className={styles.search}
        aria-label={t('fleet.filter.search')}
        placeholder={t('fleet.filter.search')}
        value={text}
        onChange={setText}
      />
      {(choices.length > 1 || filter.network !== undefined) && (
        <Select
          className={styles.choice}
          aria-label={t('fleet.filter.network')}
          options={[
            { id: ANY, label: t('fleet.filter.everyNetwork') },
            ...choices.map(name => ({
              id: `=${name}`,
              label: name || t('fleet.filter.noNetwork'),
            })),
          ]}
          value={filter.network === undefined ? ANY : `=${filter.network}`}
          onChange={key =>
            onChange({
              network: key === ANY ? undefined : String(key).slice(1),
            })
          }
        />
      )}
      <Select
        className={styles.choice}
        aria-label={t('fleet.filter.only')}
        placeholder={t('fleet.filter.everything')}
        selectionMode="multiple"
        options={MATTERS.map(matter => ({
          id: matter,
          label: t(`fleet.filter.${matter}`),
        }))}
        value={filter.only}
        onChange={only => onChange({ only: only as Matter[] })}
      />
    </div>
  );
}
