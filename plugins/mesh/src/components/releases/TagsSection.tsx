import { useCallback, useState } from 'react';
import { Button, Select, Text, TextField } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  RevisionTagPlan,
  RevisionTagsAnswer,
} from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { meshReleasesApiRef } from '../../api';
import { formatNames } from '../../words/times';
import { useWords } from '../../words/useWords';
import { FreshnessLine } from '../frame/FreshnessLine';
import { StateBlock } from '../frame/StateBlock';
import { ScrollRegion } from '../parts/ScrollRegion';
import { useAction } from '../requests/useAction';
import { ReadSection } from './ReadSection';
import { TagPlan } from './TagPlan';
import styles from './releases.module.css';

const NOTHING = () => {};

/** The tags of a cluster, and how one is led elsewhere. */
export function TagsSection({ cluster }: { cluster: string }) {
  const { t } = useWords();
  const api = useApi(meshReleasesApiRef);
  const load = useCallback(
    (signal: AbortSignal) => api.getRevisionTags({ cluster }, { signal }),
    [api, cluster],
  );
  return (
    <ReadSection<RevisionTagsAnswer>
      title={t('releases.tags.title')}
      name="revision-tags"
      load={load}
    >
      {answer => (
        <>
          <Text as="p" variant="body-small" color="secondary">
            {t('releases.tags.about')}
          </Text>
          <Tags answer={answer} />
          <FreshnessLine clusters={answer.clusters} />
          {answer.tags && answer.notWritable && (
            <Text as="p" variant="body-small">
              {answer.notWritable}
            </Text>
          )}
          {answer.tags && !answer.notWritable && (
            <TagForm key={cluster} answer={answer} />
          )}
        </>
      )}
    </ReadSection>
  );
}

function Tags({ answer }: { answer: RevisionTagsAnswer }) {
  const { t } = useWords();
  const { tags, cluster } = answer;
  if (!tags || tags.length === 0) {
    return (
      <Text as="p" variant="body-medium">
        {tags
          ? t('releases.tags.none', { cluster })
          : t('releases.tags.unknown', { cluster })}
      </Text>
    );
  }
  return (
    <ScrollRegion label={t('releases.tags.table', { cluster })}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('releases.tags.tag')}</th>
            <th scope="col">{t('releases.tags.revision')}</th>
            <th scope="col">{t('releases.tags.namespaces')}</th>
          </tr>
        </thead>
        <tbody>
          {tags.map(
            ({ tag, revision, namespaces, withheldNamespaces, keptBy }) => (
              <tr key={tag}>
                <th scope="row">{tag}</th>
                <td>
                  {revision}
                  {keptBy &&
                    ` (${t('releases.tags.keptBy', { owner: keptBy })})`}
                </td>
                <td>
                  {formatNames([
                    ...namespaces,
                    ...(withheldNamespaces > 0
                      ? [
                          t('releases.tags.hidden', {
                            count: withheldNamespaces,
                          }),
                        ]
                      : []),
                  ])}
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function TagForm({ answer }: { answer: RevisionTagsAnswer }) {
  const { t } = useWords();
  const api = useApi(meshReleasesApiRef);
  const { cluster, revisions } = answer;
  const [tag, setTag] = useState('');
  const [revision, setRevision] = useState<string>();
  const [plan, setPlan] = useState<RevisionTagPlan>();
  const onPlanned = useCallback((one: RevisionTagPlan) => setPlan(one), []);
  const { run, error, isPending } = useAction<RevisionTagPlan>(
    onPlanned,
    NOTHING,
  );
  const choices = revisions.filter(({ canBeTagged }) => canBeTagged);
  return (
    <>
      <Text as="p" variant="body-medium" weight="bold">
        {t('releases.tags.change')}
      </Text>
      <form
        className={styles.form}
        onSubmit={event => {
          event.preventDefault();
          if (tag && revision) {
            setPlan(undefined);
            void run(() => api.planRevisionTag({ cluster, tag, revision }));
          }
        }}
      >
        <TextField
          className={styles.field}
          label={t('releases.tags.name')}
          description={t('releases.tags.nameHelp')}
          value={tag}
          onChange={value => {
            setTag(value.trim());
            setPlan(undefined);
          }}
        />
        <Select
          className={styles.field}
          label={t('releases.tags.to')}
          placeholder={t('releases.tags.choose')}
          options={choices.map(one => ({
            value: one.revision,
            label: one.version
              ? `${one.revision} (${one.version})`
              : one.revision,
          }))}
          value={revision ?? null}
          onChange={value => {
            setRevision(String(value));
            setPlan(undefined);
          }}
        />
        <Button
          type="submit"
          variant="secondary"
          isDisabled={!tag || !revision || isPending}
        >
          {t('releases.tags.plan')}
        </Button>
      </form>
      {error && (
        <StateBlock status="warning" title={t('releases.tags.refused')}>
          <Text as="p" variant="body-small">
            {messageOf(error)}
          </Text>
        </StateBlock>
      )}
      {plan && !error && <TagPlan plan={plan} />}
    </>
  );
}
