import {
  Checkbox,
  NumberField,
  Radio,
  RadioGroup,
  TextField,
} from '@backstage/ui';
import { useWords } from '../../../words/useWords';
import { withoutAbsent } from './formValues';
import type { OptionsPart } from './MeshEgressOptions';
import { EgressOptions } from './types';
import styles from './form.module.css';

/** How many pods, within which bounds, and with how much. */
export function PodFields({ options, set, isDisabled }: OptionsPart) {
  const { t } = useWords();
  const { autoscaling, replicas, disruptionBudget } = options;
  return (
    <>
      <RadioGroup
        label={t('egressForm.options.pods.label')}
        isDisabled={isDisabled}
        value={autoscaling ? 'scaled' : 'fixed'}
        onChange={mode =>
          set(
            mode === 'scaled'
              ? {
                  autoscaling: { minReplicas: 2, maxReplicas: 5 },
                  replicas: undefined,
                }
              : { autoscaling: undefined },
          )
        }
      >
        <Radio value="fixed">{t('egressForm.options.pods.fixed')}</Radio>
        <Radio value="scaled">{t('egressForm.options.pods.scaled')}</Radio>
      </RadioGroup>
      {autoscaling ? (
        <div className={styles.row}>
          <Count
            label={t('egressForm.options.pods.least')}
            value={autoscaling.minReplicas}
            most={10}
            isDisabled={isDisabled}
            onChange={minReplicas =>
              set({
                autoscaling: withoutAbsent({ ...autoscaling, minReplicas }),
              })
            }
          />
          <Count
            label={t('egressForm.options.pods.most')}
            value={autoscaling.maxReplicas}
            most={50}
            isDisabled={isDisabled}
            onChange={maxReplicas =>
              set({
                autoscaling: { ...autoscaling, maxReplicas: maxReplicas ?? 1 },
              })
            }
          />
          <Count
            label={t('egressForm.options.pods.cpu')}
            value={autoscaling.cpuPercent}
            placeholder="80"
            most={100}
            isDisabled={isDisabled}
            onChange={cpuPercent =>
              set({
                autoscaling: withoutAbsent({ ...autoscaling, cpuPercent }),
              })
            }
          />
        </div>
      ) : (
        <div className={styles.short}>
          <Count
            label={t('egressForm.options.pods.number')}
            description={t('egressForm.options.pods.numberHelp')}
            placeholder="1"
            value={replicas}
            most={10}
            isDisabled={isDisabled}
            onChange={number => set({ replicas: number })}
          />
        </div>
      )}
      <Checkbox
        isDisabled={isDisabled}
        isSelected={disruptionBudget !== undefined}
        onChange={isOn =>
          set({ disruptionBudget: isOn ? { minAvailable: 1 } : undefined })
        }
      >
        {t('egressForm.options.pods.budget')}
      </Checkbox>
      <ResourceFields options={options} set={set} isDisabled={isDisabled} />
    </>
  );
}

function Count(props: {
  label: string;
  description?: string;
  placeholder?: string;
  value?: number;
  most: number;
  isDisabled?: boolean;
  onChange: (value: number | undefined) => void;
}) {
  const { value, most, onChange, ...field } = props;
  return (
    <NumberField
      {...field}
      minValue={1}
      maxValue={most}
      value={value ?? NaN}
      onChange={next => onChange(Number.isNaN(next) ? undefined : next)}
    />
  );
}

type Resources = NonNullable<EgressOptions['resources']>;

const RESOURCES = [
  ['requests', 'cpu', '100m'],
  ['requests', 'memory', '128Mi'],
  ['limits', 'cpu', ''],
  ['limits', 'memory', '1Gi'],
] as const;

function ResourceFields({
  options,
  set,
  isDisabled,
}: Pick<OptionsPart, 'options' | 'set' | 'isDisabled'>) {
  const { t } = useWords();
  const resources: Resources = options.resources ?? {};
  const change = (
    side: keyof Resources,
    kind: 'cpu' | 'memory',
    text: string,
  ) => {
    const changed = withoutAbsent({ ...resources[side], [kind]: text.trim() });
    const all = withoutAbsent({
      ...resources,
      [side]: Object.keys(changed).length > 0 ? changed : undefined,
    });
    set({ resources: Object.keys(all).length > 0 ? all : undefined });
  };
  return (
    <div className={styles.row}>
      {RESOURCES.map(([side, kind, usual]) => (
        <TextField
          key={`${side} ${kind}`}
          label={t(`egressForm.options.pods.${side}.${kind}`)}
          placeholder={usual}
          isDisabled={isDisabled}
          value={resources[side]?.[kind] ?? ''}
          onChange={text => change(side, kind, text)}
          maxLength={20}
        />
      ))}
    </div>
  );
}
