import { useEffect, useState } from 'react';
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
import { REQUESTS_VIEWS, RequestsQuery, RequestsView } from './requestFilter';
import styles from './requests.module.css';

/** Somebody who types is waited for this long (milliseconds). */
const TYPING_MS = 300;

/** Whose requests, in which status, with which words. */
export function RequestFilters(props: {
  query: RequestsQuery;
  onChange: (next: Partial<RequestsQuery>) => void;
}) {
  const { query, onChange } = props;
  const { t } = useWords();
  const [text, setText] = useState(query.text);

  useEffect(() => setText(query.text), [query.text]);
  useEffect(() => {
    if (text === query.text) {
      return undefined;
    }
    const timer = setTimeout(() => onChange({ text }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, query.text, onChange]);

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
