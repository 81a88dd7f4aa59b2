import { useState } from 'react';
import { Button, Select, Text, TextField } from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { TetrateJoinVerdict } from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../answers/failures';
import { meshTetrateApiRef } from '../../api';
import { useWords } from '../../words/useWords';
import { StateBlock } from '../frame/StateBlock';
import { Section } from '../requests/Section';
import { QUESTION_FIELDS, questionOf, Proof } from './joinQuestion';
import styles from './tetrate.module.css';

const KINDS = ['ec2', 'ecs', 'jwt'] as const;

/** Asks whether one machine could join each of the groups. */
export function QuestionSection({ cluster }: { cluster: string }) {
  const { t } = useWords();
  const api = useApi(meshTetrateApiRef);
  const [kind, setKind] = useState<Proof>('ec2');
  const [values, setValues] = useState<Record<string, string>>({});
  const [verdicts, setVerdicts] = useState<TetrateJoinVerdict[]>();
  const [error, setError] = useState<Error>();
  const [asking, setAsking] = useState(false);
  const fields = QUESTION_FIELDS[kind];
  const isComplete = fields
    .filter(one => one.isRequired)
    .every(({ name }) => values[name]?.trim());
  const ask = async () => {
    setAsking(true);
    setError(undefined);
    setVerdicts(undefined);
    try {
      setVerdicts(await api.askWhetherJoins(cluster, questionOf(kind, values)));
    } catch (cause) {
      setError(cause as Error);
    } finally {
      setAsking(false);
    }
  };
  return (
    <Section title={t('tetrate.question.title')}>
      <div className={styles.fields}>
        <Select
          label={t('tetrate.question.kind')}
          options={KINDS.map(one => ({
            value: one,
            label: t(`tetrate.question.${one}`),
          }))}
          value={kind}
          onChange={next => {
            setKind(next as Proof);
            setVerdicts(undefined);
          }}
        />
        {fields.map(({ name, isRequired, placeholder }) => (
          <TextField
            key={name}
            label={t(`tetrate.question.${name}`)}
            description={
              name === 'attributes'
                ? t('tetrate.question.attributesHelp')
                : undefined
            }
            placeholder={placeholder}
            isRequired={isRequired}
            value={values[name] ?? ''}
            onChange={text => setValues({ ...values, [name]: text })}
          />
        ))}
      </div>
      <div>
        <Button
          variant="secondary"
          isDisabled={!isComplete}
          isPending={asking}
          onPress={ask}
        >
          {t('tetrate.question.ask')}
        </Button>
      </div>
      <div aria-live="polite" className={styles.part} data-mesh-join-verdicts>
        {error && (
          <StateBlock
            status="bad"
            title={t('tetrate.question.failed', { message: messageOf(error) })}
          />
        )}
        {verdicts?.length === 0 && (
          <Text as="p" variant="body-small">
            {t('tetrate.question.noGroups')}
          </Text>
        )}
        {verdicts?.map(({ group, allowed, why }) => (
          <StateBlock
            key={`${group.namespace}/${group.name}`}
            status={allowed ? 'ok' : 'locked'}
            title={t(allowed ? 'tetrate.question.yes' : 'tetrate.question.no', {
              group: `${group.namespace}/${group.name}`,
            })}
          >
            <Text as="p" variant="body-small">
              {why}
            </Text>
          </StateBlock>
        ))}
      </div>
    </Section>
  );
}
