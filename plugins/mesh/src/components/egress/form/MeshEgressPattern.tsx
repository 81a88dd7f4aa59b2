import { useEffect } from 'react';
import { Alert, Radio, RadioGroup, Text } from '@backstage/ui';
import { EgressPattern } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../../words/useWords';
import { formDataOf } from './formContext';
import { FormPart } from './FormPart';
import { MeshEgressPatternProps } from './schemas';
import { UnreadChoices } from './UnreadChoices';
import { useChoices } from './useChoices';
import styles from './form.module.css';

/** A form field for how a gateway runs, with what the cluster recommends. */
export function MeshEgressPattern(props: MeshEgressPatternProps) {
  const { formData, onChange, disabled } = props;
  const { t } = useWords();
  const { cluster } = formDataOf(props);
  const read = useChoices(cluster);
  const choices = read.value;
  const recommended = choices?.recommended.pattern;

  // Nothing was chosen yet, or the recommendation of another cluster.
  useEffect(() => {
    if (recommended && !formData) {
      onChange(recommended);
    }
  }, [recommended, formData, onChange]);

  if (!cluster) {
    return (
      <Text as="p" variant="body-small" color="secondary">
        {t('egressForm.pattern.clusterFirst')}
      </Text>
    );
  }
  if (!choices) {
    return <UnreadChoices read={read} what={t('egressForm.pattern.reading')} />;
  }
  const { facts, patterns } = choices;
  const isImpossible = patterns.some(
    ({ pattern, possible }) => pattern === formData && !possible,
  );
  return (
    <FormPart>
      <Alert
        status="info"
        icon
        title={t('egressForm.pattern.recommended', {
          pattern: t(`egressForm.pattern.name.${choices.recommended.pattern}`),
        })}
        description={choices.recommended.reason}
      />
      <RadioGroup
        label={t('egressForm.pattern.label')}
        isDisabled={disabled}
        isInvalid={isImpossible}
        value={formData ?? null}
        onChange={pattern => onChange(pattern as EgressPattern)}
      >
        {patterns.map(({ pattern, possible, reason }) => (
          <Radio
            key={pattern}
            value={pattern}
            isDisabled={!possible && pattern !== formData}
          >
            <span className={styles.option}>
              <span>
                {t(`egressForm.pattern.name.${pattern}`)}
                {pattern === recommended &&
                  ` (${t('egressForm.pattern.isRecommended')})`}
              </span>
              <span className={styles.optionText}>
                {possible ? t(`egressForm.pattern.means.${pattern}`) : reason}
              </span>
            </span>
          </Radio>
        ))}
      </RadioGroup>
      <details className={styles.more}>
        <summary>{t('egressForm.pattern.facts', { cluster })}</summary>
        <dl className={styles.facts}>
          {facts.map(({ label, value, known }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{known ? value : t('egressForm.pattern.notKnown')}</dd>
            </div>
          ))}
        </dl>
      </details>
    </FormPart>
  );
}
