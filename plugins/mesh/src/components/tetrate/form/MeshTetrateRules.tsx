import { Button, Select, Text } from '@backstage/ui';
import { useWords } from '../../../words/useWords';
import { formDataOf } from '../../egress/form/formContext';
import { FormPart } from '../../egress/form/FormPart';
import styles from '../../egress/form/form.module.css';
import { useOnboarding } from '../useOnboarding';
import { AwsFields } from './AwsFields';
import { GroupFields } from './GroupFields';
import { JwtFields } from './JwtFields';
import { emptyRule, isBroad, kindOf } from './ruleValues';
import { MeshTetrateRulesProps } from './schemas';
import { RULE_KINDS, RuleKind, RuleValue, WorkloadValue } from './types';

/** What a part of a rule works with. */
export interface RulePart {
  workload: WorkloadValue;
  set: (next: WorkloadValue) => void;
  isDisabled?: boolean;
  /** Issuers whose tokens the plane takes. */
  issuers: string[];
}

const MOST_RULES = 20;

/** A form field for who may join: one card for each kind of machine. */
export function MeshTetrateRules(props: MeshTetrateRulesProps) {
  const { onChange, disabled } = props;
  const { t } = useWords();
  const { cluster } = formDataOf<{ cluster: string }>(props);
  const { value } = useOnboarding(cluster);
  const rules = (props.formData ?? [emptyRule('ec2')]) as RuleValue[];
  const issuers = value?.issuers ?? [];
  const replace = (index: number, next: RuleValue) =>
    onChange(rules.map((one, i) => (i === index ? next : one)));
  return (
    <FormPart>
      <Text as="p" variant="body-small">
        {t('tetrate.form.lead')}
      </Text>
      {rules.map((rule, index) => (
        <RuleCard
          key={index}
          rule={rule}
          number={index + 1}
          issuers={issuers}
          isDisabled={disabled}
          onChange={next => replace(index, next)}
          onRemove={
            rules.length > 1
              ? () => onChange(rules.filter((_, i) => i !== index))
              : undefined
          }
        />
      ))}
      <div>
        <Button
          variant="secondary"
          isDisabled={disabled || rules.length >= MOST_RULES}
          onPress={() => onChange([...rules, emptyRule('ec2')])}
        >
          {t('tetrate.form.add')}
        </Button>
      </div>
    </FormPart>
  );
}

function RuleCard(props: {
  rule: RuleValue;
  number: number;
  issuers: string[];
  isDisabled?: boolean;
  onChange: (next: RuleValue) => void;
  onRemove?: () => void;
}) {
  const { rule, number, issuers, isDisabled, onChange, onRemove } = props;
  const { t } = useWords();
  const kind = kindOf(rule);
  const part: RulePart = {
    workload: rule.workloads[0] ?? {},
    set: workload => onChange({ ...rule, workloads: [workload] }),
    isDisabled,
    issuers,
  };
  return (
    <fieldset className={styles.group} data-mesh-rule>
      <legend>{t('tetrate.form.rule', { number: String(number) })}</legend>
      <Select
        label={t('tetrate.form.kind')}
        isDisabled={isDisabled}
        options={RULE_KINDS.map(one => ({
          value: one,
          label: t(`tetrate.form.${one}`),
        }))}
        value={kind}
        onChange={next => onChange({ ...rule, ...emptyRule(next as RuleKind) })}
      />
      {kind === 'jwt' ? (
        <JwtFields {...part} />
      ) : (
        <AwsFields {...part} kind={kind} />
      )}
      <GroupFields
        groups={rule.groups}
        isDisabled={isDisabled}
        onChange={groups => {
          const { groups: _, ...rest } = rule;
          onChange(groups === undefined ? rest : { ...rest, groups });
        }}
      />
      {isBroad(rule) && (
        <Text as="p" variant="body-small" role="status">
          {t('tetrate.form.broad')}
        </Text>
      )}
      {onRemove && (
        <div>
          <Button
            size="small"
            variant="tertiary"
            isDisabled={isDisabled}
            onPress={onRemove}
          >
            {t('tetrate.form.remove', { number: String(number) })}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
