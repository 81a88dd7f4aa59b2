import { Select } from '@backstage/ui';
import { useWords } from '../../../words/useWords';
import { CaOption } from './caForm';

/** A choice, where what cannot be chosen says why. */
export function CaSelect(props: {
  label: string;
  description: string;
  options: CaOption[];
  value?: string;
  isDisabled?: boolean;
  isInvalid?: boolean;
  onChange: (id: string) => void;
}) {
  const { options, value, onChange, ...rest } = props;
  const { t } = useWords();
  return (
    <Select
      {...rest}
      isRequired
      searchable
      placeholder={t('certificates.form.choose')}
      options={options.map(({ id, label, why }) => ({
        id,
        label,
        ...(why === undefined ? {} : { description: why, disabled: true }),
      }))}
      value={value ?? null}
      onChange={key => onChange(String(key))}
    />
  );
}
