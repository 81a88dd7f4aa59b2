import { NumberField } from '@backstage/ui';
import styles from '../../egress/form/form.module.css';

/** A whole number that may be left empty. */
export function NumberInput(props: {
  label: string;
  description?: string;
  placeholder?: string;
  isRequired?: boolean;
  isDisabled?: boolean;
  least: number;
  most: number;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
}) {
  const { least, most, value, onChange, ...field } = props;
  return (
    <div className={styles.short}>
      <NumberField
        {...field}
        minValue={least}
        maxValue={most}
        formatOptions={{ useGrouping: false }}
        value={value ?? NaN}
        onChange={next => onChange(Number.isNaN(next) ? undefined : next)}
      />
    </div>
  );
}
