import { useCallback } from 'react';
import { SearchField, Select, Switch } from '@backstage/ui';
import { useWords } from '../../words/useWords';
import { useTypedText } from '../parts/useTypedText';
import { EGRESS_TLS, EgressFilter, EgressTls } from './egressFilter';
import styles from './egress.module.css';

/** A select has no choice without a key. */
const ANY = '*';
const ORIGINS = ['ours', 'others'] as const;

/** Which gateways: with which words, where, whose, how encrypted. */
export function EgressFilters(props: {
  filter: EgressFilter;
  clusters: { name: string; title?: string }[];
  onChange: (next: Partial<EgressFilter>) => void;
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
        aria-label={t('egress.filter.search')}
        placeholder={t('egress.filter.search')}
        value={text}
        onChange={setText}
      />
      <Select
        className={styles.choice}
        aria-label={t('egress.filter.cluster')}
        options={[
          { id: ANY, label: t('egress.filter.anyCluster') },
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
        aria-label={t('egress.filter.origin')}
        options={[
          { id: ANY, label: t('egress.filter.anyOrigin') },
          ...ORIGINS.map(origin => ({
            id: origin,
            label: t(`egress.originChoice.${origin}`),
          })),
        ]}
        value={filter.origin ?? ANY}
        onChange={origin =>
          onChange({
            origin:
              origin === ANY ? undefined : (origin as EgressFilter['origin']),
          })
        }
      />
      <Select
        className={styles.choice}
        aria-label={t('egress.filter.tls')}
        placeholder={t('egress.filter.anyTls')}
        selectionMode="multiple"
        options={EGRESS_TLS.map(tls => ({
          id: tls,
          label: t(`egress.tlsChoice.${tls}`),
        }))}
        value={filter.tls}
        onChange={tls => onChange({ tls: tls as EgressTls[] })}
      />
      <Switch
        label={t('egress.filter.attention')}
        isSelected={filter.attention}
        onChange={attention => onChange({ attention })}
      />
    </div>
  );
}
