import { useState } from 'react';
import { Radio, RadioGroup } from '@backstage/ui';
import { useWords } from '../../../words/useWords';
import { ListField } from '../../egress/form/ListField';
import styles from '../../egress/form/form.module.css';
import { labelTexts, pairsOf } from './ruleValues';

const REACHES = ['thisGroup', 'labelled', 'everyGroup'] as const;

type Reach = (typeof REACHES)[number];

function reachOf(groups: Record<string, string> | undefined): Reach {
  if (groups === undefined) {
    return 'thisGroup';
  }
  return Object.keys(groups).length ? 'labelled' : 'everyGroup';
}

/** Which groups the machines of a rule may join. */
export function GroupFields(props: {
  groups: Record<string, string> | undefined;
  isDisabled?: boolean;
  onChange: (groups: Record<string, string> | undefined) => void;
}) {
  const { groups, isDisabled, onChange } = props;
  const { t } = useWords();
  // Labels that are still to be typed are none yet, and none would mean every group.
  const [isTyping, setTyping] = useState(false);
  const reach = isTyping ? 'labelled' : reachOf(groups);
  return (
    <>
      <RadioGroup
        label={t('tetrate.form.groups')}
        isDisabled={isDisabled}
        value={reach}
        onChange={next => {
          setTyping(next === 'labelled');
          onChange(next === 'everyGroup' ? {} : undefined);
        }}
      >
        {REACHES.map(one => (
          <Radio key={one} value={one}>
            <span className={styles.option}>
              <span>{t(`tetrate.form.${one}`)}</span>
              <span className={styles.optionText}>
                {t(`tetrate.form.means.${one}`)}
              </span>
            </span>
          </Radio>
        ))}
      </RadioGroup>
      {reach === 'labelled' && (
        <ListField
          label={t('tetrate.form.labels')}
          description={t('tetrate.form.labelsHelp')}
          placeholder="app=ratings"
          isDisabled={isDisabled}
          value={labelTexts(groups)}
          onChange={texts => {
            const pairs = pairsOf(texts);
            setTyping(pairs.length === 0);
            onChange(pairs.length ? Object.fromEntries(pairs) : undefined);
          }}
        />
      )}
    </>
  );
}
