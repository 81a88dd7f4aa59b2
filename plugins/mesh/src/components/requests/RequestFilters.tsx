import { useCallback } from 'react';
import {
  SearchField,
  Select,
  ToggleButton,
  ToggleButtonGroup,
} from '@backstage/ui';
import {
  REQUEST_STATUSES,
  RequestStatus,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { useTypedText } from '../parts/useTypedText';
import { REQUESTS_VIEWS, RequestsQuery, RequestsView } from './requestFilter';
import styles from './requests.module.css';

/** Whose requests, in which status, with which words. */
export function RequestFilters(props: {
  query: RequestsQuery;
  onChange: (next: Partial<RequestsQuery>) => void;
}) {
  const { query, onChange } = props;
  const { t } = useWords();
  const onText = useCallback((text: string) => onChange({ text }), [onChange]);
  const [text, setText] = useTypedText(query.text, onText);

  return (
    <div className={styles.filters}>
      <ToggleButtonGroup
        aria-label={t('requests.viewLabel')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[query.view]}
        onSelectionChange={keys =>
          onChange({ view: [...keys][0] as RequestsView })
        }
      >
        {REQUESTS_VIEWS.map(view => (
          <ToggleButton key={view} id={view}>
            {t(`requests.view.${view}`)}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <SearchField
        className={styles.search}
        aria-label={t('requests.search')}
        placeholder={t('requests.search')}
        value={text}
        onChange={setText}
      />
      <Select
        className={styles.status}
        aria-label={t('requests.statusFilter')}
        placeholder={t('requests.anyStatus')}
        selectionMode="multiple"
        options={REQUEST_STATUSES.map(status => ({
          value: status,
          label: t(`requests.status.${status}`),
        }))}
        value={query.status}
        onChange={status => onChange({ status: status as RequestStatus[] })}
      />
    </div>
  );
}
